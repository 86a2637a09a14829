import { compareSamples } from './compare-samples.ts';
import { decisionEvidence, knownRateEvidence } from './decision-evidence.ts';
import type { Evidence } from './evidence.ts';
import { holm } from './holm.ts';
import { compareMeans, meanInterval } from './means.ts';
import { metricInterval } from './metric-interval.ts';
import { morePairsForBound, morePairsForComparison } from './power.ts';
import { type Sample, sampleMetric } from './sample.ts';
import type { Interval, MetricName } from './types.ts';

export type { Sample } from './sample.ts';

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

/** What the gate is handed; bench/README.md has how often these are right on simulated pull requests. */
export const statistics: Statistics = {
  metric: sampleMetric,
  interval: metricInterval,
  compare: compareSamples,
  compareDecisions: decisionEvidence,
  compareRate: ({ correct, clusters }, errorRate) => knownRateEvidence(correct, clusters, errorRate),
  meanInterval,
  compareMeans,
  holm,
  morePairsForBound,
  morePairsForComparison,
};
