import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/engine/engine.ts';
import { KERNELS } from '../../../../src/engine/onnxruntime/kernels/kernels.ts';
import { openOnnxruntime } from '../../../../src/engine/onnxruntime/open.ts';
import { Random } from '../random.ts';
import { type Case, ELEMENTWISE, type Input, REDUCING } from './kernel-cases.ts';
import { LAYOUTS } from './layout-cases.ts';

const CASES = { ...ELEMENTWISE, ...REDUCING, ...LAYOUTS };
const ROUNDS = 8;
const OURS = 'onnxruntime';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());

// No interface: tfjs takes only types with an implicit index signature out of `tidy`.
type Result = { shape: number[]; dtype: string; values: number[] };

const tensor = ({ values, shape, type }: Input) => tf.tensor([...values], [...shape], type);
const resultOf = (x: tf.Tensor): Result => ({
  shape: x.shape,
  dtype: x.dtype,
  values: Array.from(x.dataSync() as Float32Array),
});

async function run(backend: string, name: string, { inputs, attrs }: Case): Promise<Result[]> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const tensors = Array.isArray(inputs)
      ? inputs.map(tensor)
      : Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, tensor(input)]));
    const outputs = tf.engine().runKernel(name, tensors as tf.NamedTensorMap, attrs as tf.NamedAttrMap);
    return (Array.isArray(outputs) ? outputs : [outputs]).map(resultOf);
  });
}

function expectClose(actual: Result, expected: Result): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  expect(actual.values.length).toBe(expected.values.length);
  actual.values.forEach((value, i) => {
    const other = expected.values[i]!;
    // Numbers of like signs and sizes, but the same where they are none.
    if (!Number.isFinite(other)) expect(value).toBe(other);
    else expect(Math.abs(value - other)).toBeLessThan(4e-6 * (1 + Math.abs(other)));
  });
}

describe('every kernel of the engine onnxruntime', () => {
  it('is compared below', () => {
    expect(Object.keys(CASES).sort()).toEqual(KERNELS.map(({ name }) => name).sort());
  });

  for (const [name, make] of Object.entries(CASES))
    it(`${name} gives what tfjs' own gives`, async () => {
      const random = new Random(name.length * 7919 + name.charCodeAt(0));
      for (let round = 0; round < ROUNDS; round++) {
        const example = make(random);
        const [actual, expected] = [await run(OURS, name, example), await run('cpu', name, example)];
        expect(actual.length).toBe(expected.length);
        for (const [i, result] of actual.entries()) expectClose(result, expected[i]!);
      }
    });
});

/** Functions of two matrices, [4, 6] and [6, 5], whose gradients training takes. */
const GRADIENTS: Readonly<Record<string, (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor>> = {
  add: (a, b) => tf.add(tf.matMul(a, b), tf.sum(b, 0)),
  erf: a => tf.mul(a, tf.erf(a)),
  gather: a => tf.gather(a, tf.tensor2d([0, 3, 3, 1], [2, 2], 'int32')),
  matMul: (a, b) => tf.matMul(a, b),
  'matMul, transposed': (a, b) => tf.matMul(b, a, true, true),
  max: a => tf.max(a, 1),
  mean: a => tf.square(tf.mean(a, 0)),
  realDiv: (a, b) => tf.div(tf.sum(a, 1), tf.sum(tf.exp(b))),
  reshape: a => tf.square(tf.reshape(a, [3, 8])),
  slice: a => tf.square(tf.slice(a, [1, 2], [2, 3])),
  softmax: a => tf.square(tf.softmax(a)),
  sqrt: a => tf.sqrt(tf.add(tf.sum(tf.square(a), 1), 1)),
  tanh: a => tf.tanh(a),
  transpose: (a, b) => tf.mul(tf.transpose(a), tf.sum(b, 1, true)),
  where: a => tf.where(tf.tensor1d([1, 0, 0, 1, 1, 0], 'bool'), tf.square(a), a),
};

describe('gradients through the engine onnxruntime', () => {
  const random = new Random(11);
  const [a, b] = [random.values(24), random.values(30)];

  async function gradients(backend: string, f: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor) {
    await tf.setBackend(backend);
    return tf.tidy(() => {
      // Every gradient is of both, even where the function takes one.
      const of = (x: tf.Tensor, y: tf.Tensor) =>
        tf.add(f(x as tf.Tensor2D, y as tf.Tensor2D), tf.mul(tf.sum(y), 0));
      const { value, grads } = tf.valueAndGrads(of)([tf.tensor2d(a, [4, 6]), tf.tensor2d(b, [6, 5])]);
      return [value, ...grads].map(resultOf);
    });
  }

  for (const [name, f] of Object.entries(GRADIENTS))
    it(`${name} are those of tfjs' own backend`, async () => {
      const [actual, expected] = [await gradients(OURS, f), await gradients('cpu', f)];
      expect(actual.length).toBe(3);
      for (const [i, result] of actual.entries()) expectClose(result, expected[i]!);
    });
});

describe('the backend onnxruntime', () => {
  beforeAll(() => tf.setBackend(OURS));

  it('names a kernel that it does not have', () => {
    const image = tf.zeros<tf.Rank.R4>([1, 4, 4, 1]);
    expect(() => tf.avgPool(image, 2, 1, 'same')).toThrow(
      "Kernel 'AvgPool' not registered for backend 'onnxruntime'",
    );
  });

  it('shows NaN in a maximum and in a minimum', () => {
    const x = tf.tensor2d([1, Number.NaN, 3, 4], [2, 2]);
    expect(Array.from(tf.max(x, 1).dataSync())).toEqual([Number.NaN, 4]);
    expect(Array.from(tf.min(x, 0).dataSync())).toEqual([1, Number.NaN]);
  });

  it('refuses indices that are out of range', () => {
    const x = tf.ones([2, 3]);
    expect(() => tf.gather(x, tf.tensor1d([0, 2], 'int32'))).toThrow(/index value 2 is not in \[0, 1\]/);
    // Indices that are not computed yet are seen when they are.
    const waiting = tf.gather(x, tf.add(tf.tensor1d([0, 1], 'int32'), tf.scalar(1, 'int32')));
    expect(() => waiting.dataSync()).toThrow(/ONNX Runtime \(cpu\)/);
  });

  it('divides whole numbers by 0 and lives', () => {
    const [a, b] = [tf.tensor1d([7, -7, 7], 'int32'), tf.tensor1d([0, 2, -2], 'int32')];
    expect(Array.from(tf.floorDiv(a, b).dataSync())).toEqual([0, -4, -4]);
    expect(Array.from(tf.mod(a, b).dataSync())).toEqual([0, 1, -1]);
  });

  it('chooses whole rows by a condition over the first axis', () => {
    const [condition, t] = [tf.tensor1d([true, false], 'bool'), tf.ones([2, 3])];
    const chosen = tf.engine().runKernel('Select', { condition, t, e: tf.zeros([2, 3]) }) as tf.Tensor;
    expect(Array.from(chosen.dataSync())).toEqual([1, 1, 1, 0, 0, 0]);
  });

  it('sums over several axes in an einsum', () => {
    const sums = tf.einsum('ij,jk->k', tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([1, 0, 0, 1], [2, 2]));
    expect(Array.from(sums.dataSync())).toEqual([4, 6]);
  });

  it('takes empty tensors', () => {
    expect(tf.add(tf.zeros([0, 3]), tf.ones([3])).shape).toEqual([0, 3]);
    expect(tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 2])).dataSync()).toEqual(new Float32Array(4));
    expect(tf.transpose(tf.zeros([0, 3])).dataSync().length).toBe(0);
    expect(tf.sum(tf.zeros([0, 3]), 0).dataSync()).toEqual(new Float32Array(3));
    expect(tf.concat([tf.zeros([0, 3]), tf.ones([1, 3])]).dataSync()).toEqual(new Float32Array(3).fill(1));
  });

  it('moves and compares strings', () => {
    const words = tf.tensor2d(['b', 'é', 'a', 'b'], [2, 2], 'string');
    const joined = tf.concat([words, tf.tile(words, [1, 2])], 1);
    expect(tf.slice(joined, [0, 1], [2, 2]).dataSync()).toEqual(['é', 'b', 'b', 'a'] as never);
    expect(Array.from(tf.greater(words, tf.scalar('a', 'string')).dataSync())).toEqual([1, 1, 0, 1]);
    expect(() => tf.engine().runKernel('Neg', { x: words })).toThrow(/no tensor of strings/);
  });

  it('holds the data of a clone once, and as long as one of both is there', () => {
    const x = tf.tensor1d([1, 2]);
    const before = tf.engine().backend.numDataIds();
    const y = tf.clone(x);
    expect(tf.engine().backend.numDataIds()).toBe(before);
    x.dispose();
    expect(Array.from(y.dataSync())).toEqual([1, 2]);
    y.dispose();
    expect(tf.engine().backend.numDataIds()).toBe(before - 1);
  });
});
