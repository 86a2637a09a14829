import type { Evaluation, MetricName } from '../evaluation/types.ts';
import { counted } from './format.ts';
import { isProportion } from './rule.ts';

/** A metric as a share of cases: `successes` of `n`. */
export interface Proportion {
  readonly successes: number;
  readonly n: number;
}

/** The cases that a metric counts, or nothing where it is no share of cases. */
export function proportionOf(metric: MetricName, { confusion, n }: Evaluation): Proportion | undefined {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion;
  if (!isProportion(metric)) return undefined;
  switch (metric) {
    case 'accuracy':
      return { successes: truePositives + trueNegatives, n };
    case 'error_rate':
      return { successes: falsePositives + falseNegatives, n };
    case 'precision':
      return { successes: truePositives, n: truePositives + falsePositives };
    case 'recall':
      return { successes: truePositives, n: truePositives + falseNegatives };
  }
}

/** What the metric was measured on, for a sentence. */
export function casesText(metric: MetricName, n: number): string {
  if (metric === 'precision') return `on ${counted(n, 'test pair')} that were called positive`;
  if (metric === 'recall') return `on ${counted(n, 'positive test pair')}`;
  return `on ${counted(n, 'test pair')}`;
}

/** How a sentence begins with the metric. */
export const METRIC_TITLES: Readonly<Record<MetricName, string>> = {
  accuracy: 'Accuracy',
  error_rate: 'The error rate',
  precision: 'Precision',
  recall: 'Recall',
  f1: 'F1',
  matthews_correlation: 'The Matthews correlation',
  roc_auc: 'ROC AUC',
  average_precision: 'Average precision',
};
