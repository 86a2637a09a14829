import { describe, expect, it } from 'vitest';
import { epochOrder } from '../../../src/training/sampler.ts';

describe('epochOrder', () => {
  it('has every pair once', () => {
    for (const n of [0, 1, 2, 97])
      expect([...epochOrder(n, 42, 1)].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
  });

  it('depends on seed and epoch, and on nothing else', () => {
    expect(epochOrder(50, 42, 3)).toEqual(epochOrder(50, 42, 3));
    const others = [
      epochOrder(50, 42, 1),
      epochOrder(50, 42, 2),
      epochOrder(50, 43, 1),
      epochOrder(50, 0, 1),
    ];
    expect(new Set(others.map(order => order.join())).size).toBe(4);
  });

  it('puts every pair everywhere about equally often, neighbouring seeds included', () => {
    const n = 6;
    const counts = Array.from({ length: n }, () => new Float64Array(n));
    const rounds = 3_000;
    for (let seed = 0; seed < rounds; seed++)
      epochOrder(n, seed, 1).forEach((pair, place) => {
        counts[pair]![place]!++;
      });
    // 36 cells, 25 degrees of freedom: χ² is beyond 52.6 once in a thousand.
    const expected = rounds / n;
    const chi = counts.reduce(
      (sum, row) => sum + row.reduce((s, c) => s + (c - expected) ** 2 / expected, 0),
      0,
    );
    expect(chi).toBeLessThan(52.6);
  });

  it('is this order, on every machine and in every version', () => {
    expect([...epochOrder(8, 42, 1)]).toMatchInlineSnapshot(`
      [
        2,
        5,
        7,
        1,
        3,
        6,
        0,
        4,
      ]
    `);
  });
});
