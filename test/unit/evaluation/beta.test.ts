import { describe, expect, it } from 'vitest';
import { incompleteBeta } from '../../../src/evaluation/beta.ts';
import { binomialAtLeast } from '../../../src/evaluation/binomial.ts';
import oracle from './statistics-oracle.json';

describe('incompleteBeta', () => {
  it.each(oracle.beta)('is scipy’s: x = $x, a = $a, b = $b', ({ x, a, b, value }) => {
    expect(Math.abs(incompleteBeta(x, a, b) - value)).toBeLessThan(1e-11);
  });

  it('is the binomial distribution where the numbers are whole', () => {
    for (const [k, n, p] of [
      [1, 7, 0.3],
      [130, 1000, 0.12],
      [880, 1000, 0.9],
      [100_500, 1_000_000, 0.1],
    ] as const) {
      expect(incompleteBeta(p, k, n - k + 1)).toBeCloseTo(binomialAtLeast(k, n, p), 9);
    }
  });

  it('has its ends', () => {
    expect(incompleteBeta(0, 3, 4)).toBe(0);
    expect(incompleteBeta(1, 3, 4)).toBe(1);
  });
});
