import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { flatten, leaves, rebuild } from '../../../../src/engine/onnxruntime/container.ts';

const tensor = (rank: number) => ({ rank, __proto__: tf.Tensor.prototype }) as unknown as tf.Tensor;
const [a, b, c] = [tensor(1), tensor(2), tensor(3)];
const number = ({ rank }: tf.Tensor) => rank;
const back = (rank: number) => [a, b, c][rank - 1]!;

test('leaves come in order, through lists and records', () => {
  const container = flatten({ loss: c, more: [a, { deep: [b, c] }], none: [] }, number);
  expect(leaves(container)).toEqual([3, 1, 2, 3]);
});

test('a tensor on its own is one leaf', () => {
  expect(flatten(b, number)).toEqual({ kind: 'leaf', leaf: 2 });
  expect(rebuild(flatten(b, number), back)).toBe(b);
});

test('a container rebuilt is the same in shape, with the tensors given', () => {
  const container = { x: [a, [b]], y: { z: c }, empty: {}, nothing: [] };
  const rebuilt = rebuild(flatten(container, number), back) as typeof container;
  expect(rebuilt).toEqual(container);
  expect(rebuilt.x[0]).toBe(a);
  expect(rebuilt.y.z).toBe(c);
  const swapped = rebuild(flatten({ x: a }, number), () => c) as { x: tf.Tensor };
  expect(swapped.x).toBe(c);
});

test.each([1, 'text', true, null, undefined, new Date(0), new Map()])('%s is no tensor and stays', value => {
  const container = flatten([a, value as unknown as tf.TensorContainer], number);
  expect(leaves(container)).toEqual([1]);
  expect((rebuild(container, back) as unknown[])[1]).toBe(value);
});
