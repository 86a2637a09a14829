import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../../src/engine/onnxruntime/open.ts';

const ROWS = 4000;
const WIDTH = 384;
const REPEATS = 5;
const slots = Int32Array.from({ length: ROWS }, (_, i) => i % 3);
const counts = [1334, 1333, 1333];

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 2 });
});

/** How many elements of each row differ from what the row must be. */
function wrong(tensor: tf.Tensor, rows: readonly number[]): number[] {
  const data = tensor.dataSync();
  return rows.map((row, i) => data.subarray(i * WIDTH, (i + 1) * WIDTH).filter(x => x !== row).length);
}

describe('sums at thousands of equal indices are exact', () => {
  it('scatterND', () => {
    for (let i = 0; i < REPEATS; i++) {
      const sums = tf.scatterND(tf.tensor2d(slots, [ROWS, 1], 'int32'), tf.ones([ROWS, WIDTH]), [3, WIDTH]);
      expect(sums.shape).toEqual([3, WIDTH]);
      expect(wrong(sums, counts)).toEqual([0, 0, 0]);
    }
  });

  it('scatterND of indices of depth two', () => {
    const pairs = Int32Array.from({ length: 2 * ROWS }, (_, i) => (i % 2 ? slots[i >> 1]! : (i >> 1) & 1));
    const expected = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < ROWS; i++) expected[pairs[2 * i]! * 3 + pairs[2 * i + 1]!]!++;
    for (let i = 0; i < REPEATS; i++) {
      const at = tf.tensor2d(pairs, [ROWS, 2], 'int32');
      const sums = tf.scatterND(at, tf.ones([ROWS, WIDTH]), [2, 3, WIDTH]);
      expect(wrong(sums, expected)).toEqual([0, 0, 0, 0, 0, 0]);
    }
  });

  it('the gradient of gather, compiled', async () => {
    const table = tf.zeros([3, WIDTH]);
    const gradient = engine.compile((at: tf.Tensor1D) =>
      tf.grad((x: tf.Tensor) => tf.sum(tf.gather(x, at)))(table),
    );
    for (let i = 0; i < REPEATS; i++)
      expect(wrong(await gradient(tf.tensor1d(slots, 'int32')), counts)).toEqual([0, 0, 0]);
  });
});
