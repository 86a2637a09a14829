import { describe, expect, it } from 'vitest';
import { differenceUpperBound, marginPValue } from '../../../src/evaluation/paired-difference.ts';

const pairs = (onlyCandidateWrong: number, onlyBaselineWrong: number, n: number) => ({
  n,
  onlyCandidateWrong,
  onlyBaselineWrong,
});

describe('marginPValue', () => {
  // The constrained likelihood maximised numerically (scipy), the rest by hand.
  it.each([
    [12, 10, 200, 0.05, 0.05257138533299894],
    [12, 10, 200, -0.05, 0.9911696792853091],
    [0, 0, 50, 0.02, 0.15621110562140295],
    [30, 10, 1000, 0.03, 0.06889091108052932],
  ])('b = %d, c = %d, n = %d, margin %d', (b, c, n, margin, p) => {
    expect(marginPValue(pairs(b, c, n), margin)).toBeCloseTo(p, 7);
  });

  it('has a closed form without discordant pairs: z = −√(n Δ / (1 − Δ))', () => {
    // Φ(−√(400 · 0.01 / 0.99)) = Φ(−2.0100756)
    expect(marginPValue(pairs(0, 0, 400), 0.01)).toBeCloseTo(0.0222115924, 9);
  });

  it('is McNemar’s uncorrected test at margin 0', () => {
    // z = (6 − 16) / √22 = −2.13200716; published: two-sided P = 0.033006
    expect(2 * marginPValue(pairs(6, 16, 161), 0)).toBeCloseTo(0.033006, 6);
  });

  it('falls as the margin grows', () => {
    let last = 1;
    for (let margin = -0.2; margin < 0.2; margin += 0.01) {
      const p = marginPValue(pairs(14, 11, 300), margin);
      expect(p).toBeLessThanOrEqual(last);
      last = p;
    }
  });
});

describe('differenceUpperBound', () => {
  it('gives Tango’s published interval (Cavo et al., 2012): −0.1240 to −0.0054', () => {
    expect(differenceUpperBound(pairs(6, 16, 161), 0.025)).toBeCloseTo(-0.0054, 4);
    expect(-differenceUpperBound(pairs(16, 6, 161), 0.025)).toBeCloseTo(-0.124, 4);
  });

  it('is the margin that the test does not refuse any more', () => {
    for (const [b, c, n] of [
      [0, 0, 50],
      [30, 10, 1000],
      [5, 0, 5],
      [0, 5, 5],
      [400, 380, 1_000_000],
    ] as const) {
      const bound = differenceUpperBound(pairs(b, c, n), 0.05);
      expect(bound).toBeGreaterThan((b - c) / n - 1e-12);
      expect(bound).toBeLessThanOrEqual(1);
      if (bound < 1) expect(marginPValue(pairs(b, c, n), bound)).toBeCloseTo(0.05, 8);
    }
  });
});
