import type { MetricName } from './types.ts';

/** True positives, false positives, true negatives, false negatives; also of a resample, so not always whole. */
export type Counts = ArrayLike<number>;

/** Metrics that are functions of the four counts alone. */
export type CountMetric = Exclude<MetricName, 'roc_auc' | 'average_precision'>;

/** Weights of the four counts above and below the fraction line. */
const FRACTIONS: Readonly<Record<Exclude<CountMetric, 'matthews_correlation'>, readonly [Counts, Counts]>> = {
  accuracy: [
    [1, 0, 1, 0],
    [1, 1, 1, 1],
  ],
  error_rate: [
    [0, 1, 0, 1],
    [1, 1, 1, 1],
  ],
  precision: [
    [1, 0, 0, 0],
    [1, 1, 0, 0],
  ],
  recall: [
    [1, 0, 0, 0],
    [1, 0, 0, 1],
  ],
  f1: [
    [2, 0, 0, 0],
    [2, 1, 0, 1],
  ],
};

export function isCountMetric(name: MetricName): name is CountMetric {
  return name !== 'roc_auc' && name !== 'average_precision';
}

/** The metric; 0 without cases, as in `metricsOf`. */
export function countMetric(name: CountMetric, counts: Counts): number {
  if (name === 'matthews_correlation') return matthews(counts);
  const [above, below] = FRACTIONS[name];
  const cases = dot(below, counts);
  return cases > 0 ? dot(above, counts) / cases : 0;
}

/**
 * Partial derivatives of the metric by the four counts. Their product with a cluster's counts is that cluster's
 * influence on the metric (Jaeckel's infinitesimal jackknife, 1972), to the first order: all are homogeneous of degree
 * 0, so that the influences sum to 0, and their squares to the metric's variance, however the clusters are composed.
 */
export function countGradient(name: CountMetric, counts: Counts): number[] {
  if (name === 'matthews_correlation') return matthewsGradient(counts);
  const [above, below] = FRACTIONS[name];
  const cases = dot(below, counts);
  if (!(cases > 0)) return [0, 0, 0, 0];
  const value = dot(above, counts) / cases;
  return Array.from({ length: 4 }, (_, i) => (above[i]! - value * below[i]!) / cases);
}

function matthews(counts: Counts): number {
  const { product, root } = matthewsParts(counts);
  return root > 0 ? product / root : 0;
}

function matthewsGradient(counts: Counts): number[] {
  const [tp, fp, tn, fn] = [counts[0]!, counts[1]!, counts[2]!, counts[3]!];
  const { product, root, margins } = matthewsParts(counts);
  if (!(root > 0)) return [0, 0, 0, 0];
  const value = product / root;
  const [called, positives, negatives, rest] = margins.map(margin => value / (2 * margin)) as [
    number,
    number,
    number,
    number,
  ];
  return [
    tn / root - called - positives,
    -fn / root - called - negatives,
    tp / root - negatives - rest,
    -fp / root - positives - rest,
  ];
}

function matthewsParts(counts: Counts) {
  const [tp, fp, tn, fn] = [counts[0]!, counts[1]!, counts[2]!, counts[3]!];
  const margins = [tp + fp, tp + fn, tn + fp, tn + fn];
  const root = margins.reduce((product, margin) => product * Math.sqrt(margin), 1);
  return { product: tp * tn - fp * fn, root, margins };
}

function dot(a: Counts, b: Counts): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]! + a[3]! * b[3]!;
}
