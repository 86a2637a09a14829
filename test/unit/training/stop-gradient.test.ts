import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openReference } from '../../../src/engine/reference/open.ts';
import { stopGradient } from '../../../src/training/stop-gradient.ts';

beforeAll(async () => {
  await openReference();
});

describe('stopGradient', () => {
  it('gives the value and no slope', async () => {
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
      tf.sum(
        tf.mul(
          x,
          stopGradient(x, y => tf.cast(tf.greater(y, 1), 'float32')),
        ),
      ),
    )(tf.tensor1d([0.5, 2, 3]));
    expect((await value.data())[0]).toBe(5);
    expect(Array.from(await grad.data())).toEqual([0, 1, 1]);
  });
});
