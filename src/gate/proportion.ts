import type { Sample } from '../evaluation/statistics.ts';
import type { MetricName } from '../evaluation/types.ts';
import { counted } from './format.ts';

/** How many pairs a metric is about: of a precision those that were called positive, of a recall the positive ones. */
export function casesOf(metric: MetricName, { labels, correct }: Sample): number {
  if (metric !== 'precision' && metric !== 'recall') return labels.length;
  const counts = metric === 'recall' ? (label: number) => label === 1 : calledPositive;
  return labels.reduce((sum, label, i) => sum + (counts(label, correct[i]!) ? 1 : 0), 0);
}

const calledPositive = (label: number, correct: number) => (label === 1) === (correct === 1);

/** What the metric was measured on, for a sentence. */
export function casesText(metric: MetricName, n: number): string {
  if (metric === 'precision') return `on ${counted(n)} that ${n === 1 ? 'was' : 'were'} called positive`;
  if (metric === 'recall') return `on ${counted(n, ['positive test pair', 'positive test pairs'])}`;
  return `on ${counted(n)}`;
}

/** Why a metric is not defined on a sample, as what it cannot be measured on. */
export function undefinedText(metric: MetricName, sample: Sample): string {
  const cases = casesOf(metric, sample);
  const { labels } = sample;
  const one = labels.every(label => label === labels[0]);
  if (cases === 0 || !one) return casesText(metric, cases);
  return `${casesText(metric, cases)}, all of them ${labels[0] === 1 ? 'positive' : 'negative'}`;
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
