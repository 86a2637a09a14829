import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  alibiSlopes,
  bucketBias,
  distanceBucket,
  linearBias,
} from '../../../src/model/architectures/attention-bias.ts';

describe('alibiSlopes', () => {
  it('halve from head to head for 8 heads, and begin with the root of that for 16', () => {
    expect(alibiSlopes(8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(i => 2 ** -i));
    expect(alibiSlopes(16)[0]).toBeCloseTo(Math.SQRT1_2, 12);
    expect(alibiSlopes(1)).toEqual([2 ** -8]);
  });

  it('are those of the power below and some of the power above for other numbers', () => {
    const [between] = [[0.5, 1.5, 2.5, 3.5].map(i => 2 ** -i)];
    expect(alibiSlopes(12)).toHaveLength(12);
    alibiSlopes(12).forEach((slope, i) => {
      expect(slope).toBeCloseTo([...alibiSlopes(8), ...between!][i]!, 12);
    });
    // 2^-4, 2^-8, and of 2^-2, 2^-4, 2^-6, 2^-8 the first.
    expect(alibiSlopes(3)).toEqual([2 ** -4, 2 ** -8, 2 ** -2]);
    for (let heads = 1; heads <= 64; heads++) {
      expect(new Set(alibiSlopes(heads)).size).toBe(heads);
    }
  });
});

describe('linearBias', () => {
  it('falls with the distance, in both directions', () => {
    // A text of three tokens; one of two tokens, whose positions begin anew, after another of one.
    const positions = tf.tensor2d([0, 1, 2, 0, 0, 1], [2, 3], 'int32');
    const [first, second] = linearBias(2, positions).arraySync();
    expect(first).toEqual(
      [2 ** -4, 2 ** -8].map(slope => [
        [-0, -slope, -2 * slope],
        [-slope, -0, -slope],
        [-2 * slope, -slope, -0],
      ]),
    );
    expect(second!.map(head => head.slice(1).map(row => row.slice(1)))).toEqual(
      [2 ** -4, 2 ** -8].map(slope => [
        [-0, -slope],
        [-slope, -0],
      ]),
    );
  });
});

describe('distanceBucket', () => {
  // The distances at which a new bucket begins, computed in float32 by PyTorch.
  it.each([
    [32, [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91]],
    [16, [1, 2, 3, 4, 10, 23, 54]],
    [20, [1, 2, 3, 4, 5, 10, 19, 35, 67]],
    [6, [1, 12]],
    [4, [1]],
  ])('of %i buckets begins a new one where PyTorch does', (buckets, edges) => {
    const found = Array.from({ length: 2000 }, (_, i) => i + 1).filter(
      far => distanceBucket(-far, buckets) !== distanceBucket(1 - far, buckets),
    );
    expect(found).toEqual(edges);
    expect(distanceBucket(0, buckets)).toBe(0);
    expect(distanceBucket(-5000, buckets)).toBe(buckets / 2 - 1);
    for (const far of [1, 7, 12, 100, 5000])
      expect(distanceBucket(far, buckets)).toBe(buckets / 2 + distanceBucket(-far, buckets));
  });

  it('puts each pair of places under its bucket’s number, for each head', () => {
    const table = tf.tensor2d(Array.from({ length: 32 }, (_, i) => [i, -i]));
    const [first, second] = bucketBias(table, 3).arraySync()[0]!;
    expect(first).toEqual([
      [0, 17, 18],
      [1, 0, 17],
      [2, 1, 0],
    ]);
    expect(second!.flat().map(value => -value + 0)).toEqual(first!.flat());
  });
});
