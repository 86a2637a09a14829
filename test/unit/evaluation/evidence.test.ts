import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/evaluation/evaluate.ts';
import { pairedEvidence, rateEvidence } from '../../../src/evaluation/evidence.ts';

/** 20 pairs, the last `errors` of them wrong. */
function candidate(errors: number) {
  const scores = Float64Array.from({ length: 20 }, (_, i) => i % 2);
  const labels = Array.from(scores, (score, i) => (i < 20 - errors ? score : 1 - score));
  return evaluate({ validation: { scores, labels }, test: { scores, labels }, threshold: 0.5 });
}

describe('pairedEvidence', () => {
  it('counts only pairs on which the two differ', () => {
    const evaluation = candidate(4);
    const baseline = evaluation.correct.map((right, i) => (i < 5 ? !right : right));
    const evidence = pairedEvidence(evaluation, baseline);
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
