import { describe, expect, it } from 'vitest';
import { type CountMetric, countGradient, countMetric } from '../../../src/evaluation/count-metrics.ts';
import { metricsOf } from '../../../src/evaluation/metrics.ts';

const NAMES: readonly CountMetric[] = [
  'accuracy',
  'error_rate',
  'precision',
  'recall',
  'f1',
  'matthews_correlation',
];
const COUNTS = [
  [60, 15, 900, 25],
  [1, 40, 3, 7],
  [5, 0, 5, 5],
  [0, 0, 9, 4],
];

describe.each(NAMES)('%s', name => {
  it.each(COUNTS)('is that of metricsOf: %d, %d, %d, %d', (tp, fp, tn, fn) => {
    const confusion = { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn };
    const ours = countMetric(name, [tp, fp, tn, fn]);
    expect(ours).toBeCloseTo(metricsOf(confusion, new Float64Array(), [])[name], 14);
  });

  it('has the slopes of finite differences', () => {
    const counts = [60, 15, 900, 25];
    const slopes = countGradient(name, counts);
    slopes.forEach((slope, i) => {
      const moved = (by: number) => counts.map((count, j) => (i === j ? count + by : count));
      const difference = (countMetric(name, moved(1e-3)) - countMetric(name, moved(-1e-3))) / 2e-3;
      expect(slope).toBeCloseTo(difference, 9);
    });
  });
});
