import { compare } from './comparison.ts';
import { confusionAt } from './confusion.ts';
import { type Evidence, pairedEvidence, rateEvidence } from './evidence.ts';
import { wilson } from './intervals.ts';
import { metricsOf } from './metrics.ts';
import type { Interval, MetricName } from './types.ts';

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

/**
 * The tests and intervals that rules are judged by. The gate decides and computes nothing, so it is handed these; it
 * knows their types only. All are deterministic: what resamples has a fixed seed.
 */
export interface Statistics {
  /** A metric of the sample; NaN where it is not defined (no pairs; one class where both are needed). */
  metric(name: MetricName, sample: Sample): number;
  /**
   * Two-sided confidence interval of a metric. A share of independent pairs: Wilson. Pairs that share texts, and
   * metrics that are no share: bootstrap by clusters.
   */
  interval(name: MetricName, sample: Sample, level: number): Interval;
  /**
   * The same pairs decided by two models. For accuracy and error rate McNemar's exact test, by clusters where pairs
   * share texts; other metrics by a paired bootstrap of clusters.
   */
  compare(name: MetricName, candidate: Sample, baseline: Sample): Evidence;
  /** Only right or wrong is known of the baseline, as in a record. Metric: error rate. */
  compareDecisions(candidate: Uint8Array, baseline: Uint8Array, clusters: Int32Array): Evidence;
  /** Against a known error rate, which has no pairs and no error of its own. Metric: error rate. */
  compareRate(candidate: Sample, errorRate: number): Evidence;
  /** Means over queries: bootstrap of the queries. */
  meanInterval(values: Float64Array, level: number): Interval;
  /** Paired means over the same queries; higher is better. */
  compareMeans(candidate: Float64Array, baseline: Float64Array): Evidence;
  /** Holm's step-down adjustment (Scand. J. Stat. 6:65-70, 1979), in the order given. */
  holm(pValues: readonly number[]): number[];
  /**
   * How many more pairs like these would settle a bound: the smallest n' - n at which the interval's nearer end meets
   * `value` if the metric stays as it is; undefined when none below 10 million would.
   */
  morePairsForBound(name: MetricName, sample: Sample, level: number, value: number): number | undefined;
  /**
   * How many more pairs like these would let a comparison reach `alpha` with a power of 80 %, if the difference is what
   * was measured; undefined when none below 10 million would.
   */
  morePairsForComparison(evidence: Evidence, n: number, margin: number, alpha: number): number | undefined;
}

/** Placeholder implementations: pairs count as independent, and only shares have intervals. */
export const statistics: Statistics = {
  metric: (name, { scores, labels, threshold }) =>
    metricsOf(confusionAt(scores, labels, threshold), scores, labels)[name],
  interval(name, { correct }, level) {
    const right = correct.reduce((sum, one) => sum + one, 0);
    return wilson(name === 'error_rate' ? correct.length - right : right, correct.length, level);
  },
  compare: (_, candidate, baseline) => pairedEvidence(compare(baseline.correct, candidate.correct)),
  compareDecisions: (candidate, baseline) => pairedEvidence(compare(baseline, candidate)),
  compareRate: (candidate, errorRate) => rateEvidence(candidate.correct, errorRate),
  meanInterval: (values, level) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { low: mean, high: mean, level };
  },
  compareMeans: (candidate, baseline) => {
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const difference = mean(baseline) - mean(candidate);
    return { difference, pBetter: 1, pWorse: 1, pWithin: () => 1, upperBound: () => 1 };
  },
  holm: pValues => [...pValues],
  morePairsForBound: () => undefined,
  morePairsForComparison: () => undefined,
};
