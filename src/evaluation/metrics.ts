import { rankingQuality } from './ranking.ts';
import type { Labels } from './scored.ts';
import type { Confusion, Metrics } from './types.ts';

/** All metrics; a ratio without cases (e.g. precision when nothing is called positive) is 0, as in scikit-learn. */
export function metricsOf(confusion: Confusion, scores: Float64Array, labels: Labels): Metrics {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = confusion;
  const n = tp + fp + tn + fn;
  const { rocAuc, averagePrecision } = rankingQuality(scores, labels);
  return {
    accuracy: ratio(tp + tn, n),
    error_rate: ratio(fp + fn, n),
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    f1: ratio(2 * tp, 2 * tp + fp + fn),
    matthews_correlation: ratio(
      tp * tn - fp * fn,
      Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn),
    ),
    roc_auc: rocAuc,
    average_precision: averagePrecision,
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
