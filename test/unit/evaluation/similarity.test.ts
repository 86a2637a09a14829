import { describe, expect, it } from 'vitest';
import { pairScores } from '../../../src/evaluation/similarity.ts';

const scores = (rows: number[][], pairs: [number, number][]) =>
  Array.from(
    pairScores(
      Float32Array.from(rows.flat()),
      rows[0]!.length,
      Int32Array.from(pairs.map(([a]) => a)),
      Int32Array.from(pairs.map(([, b]) => b)),
    ),
  );

describe('pairScores', () => {
  it('is the cosine of the angle', () => {
    const rows = [
      [3, 4],
      [4, 3],
      [-6, -8],
      [0, 0],
      [-8, 6],
    ];
    expect(
      scores(rows, [
        [0, 1],
        [0, 2],
        [0, 3],
        [3, 3],
        [0, 4],
      ]),
    ).toEqual([24 / 25, -1, 0, 0, 0]);
  });

  it('gives exactly 1 for the same text and never leaves [−1, 1]', () => {
    const rows = Array.from({ length: 30 }, (_, i) => [
      Math.sin(i + 0.1),
      Math.cos(i * i),
      Math.sin(3 * i + 1),
    ]);
    const twice = [...rows, ...rows.map(row => row.map(x => x * 1e-3))];
    const same = scores(
      twice,
      rows.map((_, i): [number, number] => [i, i]),
    );
    expect(same.every(score => score === 1)).toBe(true);
    const scaled = scores(
      twice,
      rows.map((_, i): [number, number] => [i, i + 30]),
    );
    for (const score of scaled) {
      expect(score).toBeLessThanOrEqual(1);
      expect(score).toBeCloseTo(1, 6);
    }
  });

  it('does not overflow or vanish at the ends of float32', () => {
    expect(
      scores(
        [
          [1e38, 0],
          [1e-38, 0],
        ],
        [
          [0, 1],
          [0, 0],
          [1, 1],
        ],
      ),
    ).toEqual([1, 1, 1]);
  });

  it('leaves what is not finite visible', () => {
    expect(
      scores(
        [
          [Number.NaN, 1],
          [1, 1],
        ],
        [[0, 1]],
      ),
    ).toEqual([Number.NaN]);
  });
});
