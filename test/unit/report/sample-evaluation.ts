import type { Confusion, Interval, Metrics } from '../../../src/evaluation/types.ts';
import type { EvaluationSummary } from '../../../src/report/measures.ts';

function wilson(right: number, n: number): Interval {
  const z = 1.959963984540054;
  const p = right / n;
  const middle = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  return { low: middle - half, high: middle + half, level: 0.95 };
}

/** Every score that follows from a confusion matrix, and the two areas that do not. */
export function evaluation(confusion: Confusion, areas: { roc: number; average: number }): EvaluationSummary {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = confusion;
  const n = tp + fp + tn + fn;
  const metrics: Metrics = {
    accuracy: (tp + tn) / n,
    error_rate: (fp + fn) / n,
    precision: tp / (tp + fp),
    recall: tp / (tp + fn),
    f1: (2 * tp) / (2 * tp + fp + fn),
    matthews_correlation: (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)),
    roc_auc: areas.roc,
    average_precision: areas.average,
  };
  return {
    n,
    positives: tp + fn,
    threshold: 0.71823,
    thresholdSource: 'validation',
    metrics,
    accuracyInterval: wilson(tp + tn, n),
    confusion,
  };
}
