import { describe, expect, it } from 'vitest';
import { compare } from '../../../src/evaluation/comparison.ts';
import { pairedEvidence, rateEvidence } from '../../../src/evaluation/evidence.ts';

/** 20 decisions, the last `errors` of them wrong. */
const candidate = (errors: number) => Uint8Array.from({ length: 20 }, (_, i) => (i < 20 - errors ? 1 : 0));

describe('pairedEvidence', () => {
  it('counts only pairs on which the two differ', () => {
    const correct = candidate(4);
    const baseline = correct.map((right, i) => (i < 5 ? 1 - right : right));
    const evidence = pairedEvidence(compare(baseline, correct));
    expect(evidence.difference).toBe(-5 / 20);
    expect(evidence.pBetter).toBeCloseTo(1 / 32, 14);
    expect(evidence.pWorse).toBe(1);
    expect(evidence.pWithin(evidence.upperBound(0.05))).toBeCloseTo(0.05, 8);
  });
});

describe('rateEvidence', () => {
  it('is binomial: 1 of 20 wrong against one in five', () => {
    const evidence = rateEvidence(candidate(1), 0.2);
    expect(evidence.difference).toBeCloseTo(-0.15, 15);
    // 0.8^20 + 20 · 0.2 · 0.8^19, and 1 − 0.8^20.
    expect(evidence.pBetter).toBeCloseTo(0.8 ** 20 + 4 * 0.8 ** 19, 14);
    expect(evidence.pWorse).toBeCloseTo(1 - 0.8 ** 20, 14);
    expect(evidence.pWithin(0)).toBe(evidence.pBetter);
    expect(evidence.pWithin(evidence.upperBound(0.05))).toBeCloseTo(0.05, 9);
  });

  it('keeps rates within 0 and 1', () => {
    const evidence = rateEvidence(candidate(1), 0.9);
    expect(evidence.pWithin(0.5)).toBe(0);
    expect(evidence.pWithin(-0.95)).toBe(1);
  });
});
