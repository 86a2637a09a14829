import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { eagerEngine } from '../../../../src/engine/eager.ts';
import type { Engine } from '../../../../src/engine/engine.ts';
import type { OnnxruntimeBackend } from '../../../../src/engine/onnxruntime/backend.ts';
import { compiler } from '../../../../src/engine/onnxruntime/compile.ts';
import { openOnnxruntime } from '../../../../src/engine/onnxruntime/open.ts';
import { FinetuneGateError } from '../../../../src/errors.ts';
import { Random } from '../random.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 2 });
});

const numbers = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const variable = (random: Random, shape: number[]) => tf.variable(random.tensor(shape)) as tf.Variable;

function distance(a: number[], b: number[]): number {
  const largest = Math.max(...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / largest;
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof FinetuneGateError ? `${error.code}: ${error.message}` : String(error);
  }
  return 'none';
}

describe('compile with matrices in int8', () => {
  it('multiplies by those, and by no others, in 8-bit integers', async () => {
    const random = new Random(1);
    const [coarse, exact] = [variable(random, [24, 32]), variable(random, [24, 32])];
    const x = random.tensor([10, 32]) as tf.Tensor2D;
    const products = (input: tf.Tensor2D) =>
      [coarse, exact].map(weight => tf.matMul(input, weight as unknown as tf.Tensor2D, false, true));
    const floats = (await engine.compile(products)(x)).map(numbers);
    const bytes = (await engine.compile(products, { int8: new Set([coarse]) })(x)).map(numbers);
    expect(bytes[1]).toEqual(floats[1]);
    expect(bytes[0]).not.toEqual(floats[0]);
    expect(distance(bytes[0]!, floats[0]!)).toBeLessThan(0.03);
  });

  it('feeds the same bytes to the graphs of all shapes', async () => {
    const random = new Random(2);
    const weight = variable(random, [32, 24]);
    const times = engine.compile((input: tf.Tensor2D) => tf.matMul(input, weight as unknown as tf.Tensor2D), {
      int8: new Set([weight]),
    });
    const x = random.tensor([6, 32]) as tf.Tensor2D;
    const all = numbers(await times(x));
    // They are taken once: what the variable holds later does not count.
    weight.assign(tf.zeros([32, 24]));
    const first = numbers(await times(tf.slice(x, [0, 0], [1, 32])));
    expect(first).toEqual(all.slice(0, 24));
  });

  it('is not given a weight that is no number without showing it', async () => {
    const weight = tf.variable(tf.tensor2d([[1, Number.NaN]])) as tf.Variable;
    const times = engine.compile(
      (input: tf.Tensor2D) => tf.matMul(input, weight as unknown as tf.Tensor2D, false, true),
      { int8: new Set([weight]) },
    );
    expect(numbers(await times(tf.tensor2d([[1, 2]])))).toEqual([Number.NaN]);
  });

  it('is refused by engines that compute in floats, by name', () => {
    const int8 = new Set([tf.variable(tf.scalar(1)) as tf.Variable]);
    const eager = eagerEngine({ name: 'reference', version: '1', device: 'cpu', gpu: false });
    expect(codeOf(() => eager.compile(() => 0, { int8 }))).toMatch(/^PRECISION_UNSUPPORTED: .*reference/);
    const onGpu = compiler({ runtime: { provider: 'webgpu' } } as OnnxruntimeBackend);
    expect(codeOf(() => onGpu(() => 0, { int8 }))).toMatch(/^PRECISION_UNSUPPORTED: .*onnxruntime.*webgpu/);
    expect(codeOf(() => eager.compile(() => 0, { int8: new Set() }))).toBe('none');
  });
});
