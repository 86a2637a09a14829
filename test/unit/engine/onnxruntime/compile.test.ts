import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../../src/engine/onnxruntime/open.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 2 });
});

const numbers = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

describe('compile', () => {
  it('traces once per signature of shapes and dtypes', async () => {
    let calls = 0;
    const double = engine.compile((x: tf.Tensor) => {
      calls++;
      return tf.add(x, x);
    });
    expect(numbers(await double(tf.tensor1d([1, 2])))).toEqual([2, 4]);
    expect(numbers(await double(tf.tensor1d([3, 4])))).toEqual([6, 8]);
    expect(calls).toBe(1);
    expect((await double(tf.tensor2d([[1, 2]]))).shape).toEqual([1, 2]);
    expect(calls).toBe(2);
    expect((await double(tf.tensor1d([1, 2], 'int32'))).dtype).toBe('int32');
    expect(calls).toBe(3);
    expect(numbers(await double(tf.tensor1d([5, 6])))).toEqual([10, 12]);
    expect(calls).toBe(3);
  });

  it('assigns variables at each run, and only then', async () => {
    const v = tf.variable(tf.tensor1d([1, 2]));
    const step = engine.compile((x: tf.Tensor) => {
      v.assign(tf.add(v, x) as tf.Tensor1D);
      return tf.mul(v, 10);
    });
    expect(numbers(await step(tf.scalar(1)))).toEqual([20, 30]);
    expect(numbers(v)).toEqual([2, 3]);
    expect(numbers(await step(tf.scalar(5)))).toEqual([70, 80]);
    expect(numbers(v)).toEqual([7, 8]);
  });

  it('keeps the form of nested results', async () => {
    const form = engine.compile((x: tf.Tensor) => ({
      list: [tf.neg(x), [tf.square(x)]],
      none: null as unknown as undefined,
      inner: { x },
    }));
    const result = await form(tf.scalar(3));
    expect(Object.keys(result)).toEqual(['list', 'none', 'inner']);
    expect(numbers(result.list[0] as tf.Tensor)).toEqual([-3]);
    expect(numbers((result.list[1] as tf.Tensor[])[0]!)).toEqual([9]);
    expect(result.none).toBeNull();
    expect(numbers(result.inner.x)).toEqual([3]);
  });

  it('returns arguments, variables, constants and captured tensors as they are', async () => {
    const v = tf.variable(tf.scalar(2));
    const captured = tf.tensor1d([7, 8]);
    const all = engine.compile((x: tf.Tensor) => [x, v, tf.scalar(4), captured, tf.add(captured, x)]);
    const first = await all(tf.scalar(1));
    v.assign(tf.scalar(20));
    const second = await all(tf.scalar(10));
    expect(first.map(numbers)).toEqual([[1], [2], [4], [7, 8], [8, 9]]);
    expect(second.map(numbers)).toEqual([[10], [20], [4], [7, 8], [17, 18]]);
    tf.dispose([first, second]);
    expect(numbers(captured)).toEqual([7, 8]);
    expect(numbers(v)).toEqual([20]);
  });

  it('refuses a compiled function inside a compiled one', async () => {
    const inner = engine.compile((x: tf.Tensor) => tf.neg(x));
    let called: Promise<tf.Tensor> | undefined;
    const outer = engine.compile((x: tf.Tensor) => {
      called = inner(x);
      called.catch(() => {});
      return x;
    });
    await outer(tf.scalar(1));
    await expect(called).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: 'A compiled function calls a compiled function.',
    });
  });

  it('refuses to read a tensor inside, and says so', async () => {
    const reads = engine.compile((x: tf.Tensor) => tf.scalar(tf.neg(x).dataSync()[0]!));
    await expect(reads(tf.scalar(1))).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringContaining('reading a tensor inside a compiled function'),
    });
    expect(numbers(tf.neg(tf.scalar(1)))).toEqual([-1]);
  });

  it('leaves variables and tensors as they were where the function throws', async () => {
    const v = tf.variable(tf.tensor1d([1, 2]));
    const x = tf.scalar(1);
    const before = tf.memory().numTensors;
    const fails = engine.compile((y: tf.Tensor): tf.Tensor => {
      v.assign(tf.add(v, y) as tf.Tensor1D);
      throw new Error('not today');
    });
    await expect(fails(x)).rejects.toThrow('not today');
    expect(numbers(v)).toEqual([1, 2]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
