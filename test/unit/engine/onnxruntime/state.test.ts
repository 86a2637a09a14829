import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../../src/engine/onnxruntime/open.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 2 });
});

const numbers = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const variable = (...values: number[]) => tf.variable(tf.tensor1d(values));

/** A step that adds to `v`. */
const adds = (v: tf.Variable) =>
  engine.compile((x: tf.Tensor) => {
    v.assign(tf.add(v, x));
    return tf.sum(v);
  });

describe('the state of a compiled function', () => {
  it('is left as it was by a run that throws', async () => {
    const a = variable(1, 2);
    const b = variable(3, 4);
    const step = engine.compile((at: tf.Tensor1D) => {
      a.assign(tf.add(a, 1));
      b.assign(tf.add(b, tf.gather(a, at)));
      return tf.sum(b);
    });
    const good = tf.tensor1d([0, 1], 'int32');
    const bad = tf.tensor1d([0, 99], 'int32');
    await step(good);
    await step(good);
    expect([numbers(a), numbers(b)]).toEqual([
      [3, 4],
      [8, 11],
    ]);
    await expect(step(bad)).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
    expect([numbers(a), numbers(b)]).toEqual([
      [3, 4],
      [8, 11],
    ]);
  });

  it('leaves a clone taken before a step what it had', async () => {
    const v = variable(1, 2);
    const step = adds(v);
    await step(tf.scalar(1));
    const clone = v.clone();
    await step(tf.scalar(1));
    await step(tf.scalar(1));
    expect(numbers(clone)).toEqual([2, 3]);
    expect(numbers(v)).toEqual([4, 5]);
  });

  it('leaves numbers read before a step what they were', async () => {
    const v = variable(1, 2);
    const step = adds(v);
    const first = await v.data();
    await step(tf.scalar(1));
    const second = await v.data();
    await step(tf.scalar(1));
    expect([first, second].map(x => Array.from(x))).toEqual([
      [1, 2],
      [2, 3],
    ]);
    expect(numbers(v)).toEqual([3, 4]);
  });

  it('swaps two variables', async () => {
    const a = variable(1, 2);
    const b = variable(3, 4);
    const swap = engine.compile(() => {
      const held = a.clone();
      a.assign(b);
      b.assign(held);
      return tf.sub(a, b);
    });
    for (const [first, second] of [
      [
        [3, 4],
        [1, 2],
      ],
      [
        [1, 2],
        [3, 4],
      ],
      [
        [3, 4],
        [1, 2],
      ],
    ]) {
      await swap();
      expect([numbers(a), numbers(b)]).toEqual([first, second]);
    }
  });

  it('is not shared with a result that is the same value', async () => {
    const v = variable(1, 2);
    const step = engine.compile((x: tf.Tensor) => {
      v.assign(tf.add(v, x));
      return v;
    });
    const first = await step(tf.scalar(1));
    const second = await step(tf.scalar(1));
    const third = await step(tf.scalar(1));
    expect([first, second, third, v].map(numbers)).toEqual([
      [2, 3],
      [3, 4],
      [4, 5],
      [4, 5],
    ]);
  });

  it('is not what another variable took over from it', async () => {
    const v = variable(1, 2);
    const step = adds(v);
    const one = tf.tensor1d([1, 1]);
    await step(one);
    await step(one);
    const taken = tf.variable(v as unknown as tf.Tensor);
    const assigned = variable(0, 0);
    assigned.assign(v as unknown as tf.Tensor1D);
    await step(one);
    await step(one);
    expect([numbers(v), numbers(taken), numbers(assigned)]).toEqual([
      [5, 6],
      [3, 4],
      [3, 4],
    ]);
  });

  it('may be an argument of the same run, which reads what was there before', async () => {
    const v = variable(1, 2);
    const step = engine.compile((x: tf.Tensor) => {
      v.assign(tf.add(v, 1));
      return tf.mul(tf.mul(x, tf.sum(v)), 10);
    });
    await step(v);
    await step(v);
    expect(numbers(await step(v))).toEqual([270, 360]);
    expect(numbers(v)).toEqual([4, 5]);
  });
});
