import { affordableResamples, bootstrapClusters, bootstrapTypes, RESAMPLES } from './bootstrap.ts';
import { type ClusterTypes, clusterTypes } from './cluster-types.ts';
import { type Clusters, clustersOf, effectiveClusters } from './clusters.ts';
import { type CountMetric, countGradient, countMetric, isCountMetric } from './count-metrics.ts';
import { wilson } from './intervals.ts';
import { resampledInterval } from './resampled-interval.ts';
import { metricCells, relevantPairs, type Sample, sampleMetric } from './sample.ts';
import type { Interval, MetricName } from './types.ts';
import { type RankingMetric, ranked, rankingInfluence, weightedRanking } from './weighted-ranking.ts';

/** Metrics that are a share of pairs which are independent where they share no texts. */
const SHARES: readonly MetricName[] = ['accuracy', 'error_rate', 'precision', 'recall'];

/**
 * Two-sided confidence interval of a metric. A share of pairs that share no texts: Wilson. Otherwise a bootstrap of the
 * clusters, bias-corrected and accelerated, of 10 000 resamples (`affordableResamples` says how many for `roc_auc` and
 * `average_precision`; `resampledInterval` what is done where clusters are few). Where nothing is measured, all that is
 * possible.
 */
export function metricInterval(name: MetricName, sample: Sample, level: number): Interval {
  const pairs = relevantPairs(name, sample);
  const least = name === 'matthews_correlation' ? -1 : 0;
  const estimate = sampleMetric(name, pairs);
  if (Number.isNaN(estimate)) return { low: least, high: 1, level };
  const clusters = clustersOf(pairs.clusters);
  if (clusters.single && SHARES.includes(name)) return shareInterval(estimate, clusters.count, level);
  const { influence, resamples } = isCountMetric(name)
    ? countSpread(name, clusterTypes(clusters, [metricCells(name, pairs)], 4))
    : rankingSpread(name, pairs, clusters);
  const varying = { estimate, least, influence, clusters: effectiveClusters(clusters) };
  return resampledInterval(varying, resamples, level);
}

function shareInterval(share: number, n: number, level: number): Interval {
  return wilson(Math.round(share * n), n, level);
}

/** How a metric varies: each cluster's influence on it, and its resamples. */
interface Spread {
  readonly influence: Float64Array;
  /** Absent where they are not affordable. */
  readonly resamples?: () => Float64Array;
}

function countSpread(name: CountMetric, types: ClusterTypes): Spread {
  const gradient = countGradient(name, types.totals);
  const influence = Array.from(types.sizes, (size, type) => {
    const moved = gradient.reduce((sum, slope, i) => sum + slope * types.rows[type * types.width + i]!, 0);
    return new Array<number>(size).fill(moved);
  });
  return {
    influence: Float64Array.from(influence.flat()),
    resamples: () => bootstrapTypes(types, RESAMPLES, totals => countMetric(name, totals)),
  };
}

function rankingSpread(name: RankingMetric, { scores, labels }: Sample, clusters: Clusters): Spread {
  const pairs = ranked(scores, labels, clusters);
  const influence = rankingInfluence(name, pairs);
  const resamples = affordableResamples(scores.length);
  if (resamples === undefined) return { influence };
  const statistic = (weights: Float64Array) => weightedRanking(name, pairs, weights);
  return { influence, resamples: () => bootstrapClusters(clusters.count, resamples, statistic) };
}
