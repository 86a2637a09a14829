import { describe, expect, it } from 'vitest';
import { confusionAt } from '../../../src/evaluation/confusion.ts';
import { metricsOf } from '../../../src/evaluation/metrics.ts';

describe('confusionAt', () => {
  it('counts a score at the threshold as positive', () => {
    expect(confusionAt(Float64Array.of(0.5, 0.5, 0.4, 0.4, 0.9), [1, 0, 1, 0, 1], 0.5)).toEqual({
      truePositives: 2,
      falsePositives: 1,
      trueNegatives: 1,
      falseNegatives: 1,
    });
  });
});

describe('metricsOf', () => {
  const counts = (tp: number, fp: number, tn: number, fn: number) =>
    metricsOf(
      { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn },
      new Float64Array(),
      [],
    );

  it('by hand: 6 of 9 called positive are, 6 of 8 positives are found, 11 negatives are left alone', () => {
    const metrics = counts(6, 3, 11, 2);
    expect(metrics.accuracy).toBe(17 / 22);
    expect(metrics.error_rate).toBe(5 / 22);
    expect(metrics.precision).toBe(6 / 9);
    expect(metrics.recall).toBe(6 / 8);
    expect(metrics.f1).toBe(12 / 17);
    // (6·11 − 3·2) / √(9·8·14·13)
    expect(metrics.matthews_correlation).toBeCloseTo(60 / Math.sqrt(13104), 14);
  });

  it('gives 0 where there are no cases', () => {
    expect(counts(0, 0, 5, 3)).toMatchObject({ precision: 0, recall: 0, f1: 0, matthews_correlation: 0 });
    expect(counts(0, 0, 5, 0)).toMatchObject({ accuracy: 1, f1: 0 });
  });

  it('keeps Matthews within ±1 at large counts', () => {
    expect(counts(1e6, 0, 3e6, 0).matthews_correlation).toBeCloseTo(1, 12);
    expect(counts(0, 1e6, 0, 3e6).matthews_correlation).toBeCloseTo(-1, 12);
  });

  it('gives rates that are exactly the decimal a rule names', () => {
    expect(counts(450, 60, 450, 40).accuracy).toBe(0.9);
    expect(counts(450, 60, 450, 40).error_rate).toBe(0.1);
  });
});
