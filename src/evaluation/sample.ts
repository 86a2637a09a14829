import { countMetric, isCountMetric } from './count-metrics.ts';
import { rankingQuality } from './ranking.ts';
import type { MetricName } from './types.ts';

/** Pairs that a rule is about, as one model scored them: the whole test split, a slice, or the pairs of a record. */
export interface Sample {
  /** Shape [n]. */
  readonly scores: Float64Array;
  /** Whether each pair is decided rightly at the threshold. Shape [n]. */
  readonly correct: Uint8Array;
  readonly labels: Uint8Array;
  readonly threshold: number;
  /** Pairs with the same number share texts: they are resampled and flipped together. Shape [n]. */
  readonly clusters: Int32Array;
}

/** What a decision counts as: 0 true positive, 1 false positive, 2 true negative, 3 false negative. Shape [n]. */
export function cellsOf({ labels, correct }: Pick<Sample, 'labels' | 'correct'>): Int8Array {
  return Int8Array.from(labels, (label, i) => (label === 1 ? (correct[i] ? 0 : 3) : correct[i] ? 2 : 1));
}

/**
 * A metric of the sample. NaN where it is not defined: without pairs, of positives where there are none
 * (`recall`, `f1`, `average_precision`), of both classes where one is missing (`roc_auc`, `matthews_correlation`).
 * `precision` is 0 where nothing is called positive, as in scikit-learn: a model that finds nothing earns nothing.
 */
export function sampleMetric(name: MetricName, sample: Sample): number {
  const n = sample.labels.length;
  const positives = sample.labels.reduce((sum, label) => sum + label, 0);
  if (n === 0) return Number.NaN;
  if (positives === 0 && NEEDS_POSITIVES.includes(name)) return Number.NaN;
  if (positives === n && NEEDS_BOTH.includes(name)) return Number.NaN;
  if (isCountMetric(name)) {
    const counts = [0, 0, 0, 0];
    for (const cell of cellsOf(sample)) counts[cell]!++;
    return countMetric(name, counts);
  }
  const { rocAuc, averagePrecision } = rankingQuality(sample.scores, sample.labels);
  return name === 'roc_auc' ? rocAuc : averagePrecision;
}

const NEEDS_BOTH: readonly MetricName[] = ['roc_auc', 'matthews_correlation'];
const NEEDS_POSITIVES: readonly MetricName[] = ['recall', 'f1', 'average_precision', ...NEEDS_BOTH];

/**
 * The pairs that a metric looks at: of `precision` those called positive, of `recall` the positive ones, of `f1` all but
 * the true negatives, otherwise all.
 */
export function relevantPairs(name: MetricName, sample: Sample): Sample {
  const counted = RELEVANT[name];
  if (!counted) return sample;
  const cells = cellsOf(sample);
  return takePairs(sample, i => counted.includes(cells[i]!));
}

const RELEVANT: Readonly<Partial<Record<MetricName, readonly number[]>>> = {
  precision: [0, 1],
  recall: [0, 3],
  f1: [0, 1, 3],
};

export function takePairs(sample: Sample, taken: (pair: number) => boolean): Sample {
  const keep = (_: number, pair: number) => taken(pair);
  return {
    scores: sample.scores.filter(keep),
    correct: sample.correct.filter(keep),
    labels: sample.labels.filter(keep),
    threshold: sample.threshold,
    clusters: sample.clusters.filter(keep),
  };
}

/**
 * What each pair counts as for one metric: as `cellsOf`, but decisions that the metric does not tell apart count alike,
 * and those that it does not look at are -1. Fewer kinds of clusters are fewer draws. Shape [n].
 */
export function metricCells(name: MetricName, sample: Sample): Int8Array {
  const cells = cellsOf(sample);
  const alike = ALIKE[name];
  return alike ? cells.map(cell => alike[cell]!) : cells;
}

/** By cell: right or wrong; found or missed; f1 counts both errors alike. */
const ALIKE: Readonly<Partial<Record<MetricName, readonly number[]>>> = {
  accuracy: [0, 1, 0, 1],
  error_rate: [0, 1, 0, 1],
  precision: [0, 1, -1, -1],
  recall: [0, -1, -1, 3],
  f1: [0, 1, -1, 1],
};
