import { describe, expect, it } from 'vitest';
import { binomialAtLeast, binomialAtMost } from '../../../src/evaluation/binomial.ts';
import { clopperPearson, wilson } from '../../../src/evaluation/intervals.ts';

describe('wilson', () => {
  it('gives a textbook value: 87 of 100 at 95 %', () => {
    // By hand: z² = 3.8415, centre (87 + 1.92073) / 103.8415, half width z √(87·13/100 + z²/4) / 103.8415.
    const { low, high, level } = wilson(87, 100, 0.95);
    expect(low).toBeCloseTo(0.7901964856, 9);
    expect(high).toBeCloseTo(0.9224283257, 9);
    expect(level).toBe(0.95);
  });

  it('touches 0 and 1 exactly', () => {
    expect(wilson(0, 10, 0.95).low).toBe(0);
    expect(wilson(10, 10, 0.95).high).toBe(1);
    expect(wilson(0, 0, 0.95)).toEqual({ low: 0, high: 1, level: 0.95 });
  });

  it('is symmetric, holds the estimate, and shrinks with n and with less confidence', () => {
    for (const k of [1, 9, 50, 77]) {
      const interval = wilson(k, 100, 0.95);
      const mirror = wilson(100 - k, 100, 0.95);
      expect(interval.low).toBeCloseTo(1 - mirror.high, 14);
      expect(interval.low).toBeLessThan(k / 100);
      expect(interval.high).toBeGreaterThan(k / 100);
      expect(wilson(k * 10, 1000, 0.95).low).toBeGreaterThan(interval.low);
      expect(wilson(k, 100, 0.9).low).toBeGreaterThan(interval.low);
    }
  });
});

describe('clopperPearson', () => {
  it('is where the one-sided binomial tests turn', () => {
    for (const [k, n, level] of [
      [1, 7, 0.9],
      [13, 20, 0.95],
      [871, 1000, 0.99],
      [912_345, 1_000_000, 0.95],
    ] as const) {
      const { low, high } = clopperPearson(k, n, level);
      const alpha = (1 - level) / 2;
      expect(binomialAtLeast(k, n, low) / alpha).toBeCloseTo(1, 9);
      expect(binomialAtMost(k, n, high) / alpha).toBeCloseTo(1, 9);
    }
  });

  // The quantile of the beta distribution with 50 digits, by mpmath.
  it.each([
    [1, 1_000_000, 0.95, 2.53178076637942e-8],
    [5, 1_000_000, 0.99, 1.0779298155476232e-6],
    [912_345, 1_000_000, 0.95, 0.9117890419031637],
    [871, 1000, 0.95, 0.8486285846850438],
  ])('lower limit of %d of %d', (k, n, level, low) => {
    expect(Math.abs(clopperPearson(k, n, level).low / low - 1)).toBeLessThan(1e-12);
  });

  it('has closed forms at the ends', () => {
    // No success: high = 1 − (α/2)^(1/n).
    expect(clopperPearson(0, 10, 0.95).low).toBe(0);
    expect(clopperPearson(0, 10, 0.95).high).toBeCloseTo(1 - 0.025 ** 0.1, 14);
    expect(clopperPearson(10, 10, 0.95).low).toBeCloseTo(0.025 ** 0.1, 14);
    expect(clopperPearson(10, 10, 0.95).high).toBe(1);
    expect(clopperPearson(0, 0, 0.95)).toEqual({ low: 0, high: 1, level: 0.95 });
  });

  it('is never inside Wilson by much: it is the conservative one', () => {
    for (const k of [3, 40, 90]) {
      const exact = clopperPearson(k, 100, 0.95);
      const score = wilson(k, 100, 0.95);
      expect(exact.high - exact.low).toBeGreaterThan(score.high - score.low);
    }
  });
});
