import { bcaInterval } from './bca.ts';
import { affordableResamples, bootstrapClusters, bootstrapTypes, RESAMPLES } from './bootstrap.ts';
import { type ClusterTypes, clusterTypes } from './cluster-types.ts';
import { type Clusters, clustersOf, effectiveClusters } from './clusters.ts';
import { type CountMetric, countGradient, countMetric, isCountMetric } from './count-metrics.ts';
import { wilson } from './intervals.ts';
import { studentUpperQuantile } from './normal.ts';
import { metricCells, relevantPairs, type Sample, sampleMetric } from './sample.ts';
import type { Interval, MetricName } from './types.ts';
import { type RankingMetric, ranked, rankingInfluence, weightedRanking } from './weighted-ranking.ts';

/** Metrics that are a share of pairs which are independent where they share no texts. */
const SHARES: readonly MetricName[] = ['accuracy', 'error_rate', 'precision', 'recall'];

/**
 * Two-sided confidence interval of a metric. A share of pairs that share no texts: Wilson. Otherwise a bootstrap of the
 * clusters, bias-corrected and accelerated, of 10 000 resamples (`affordableResamples` says how many for `roc_auc` and
 * `average_precision`). Where every resample is alike, as when no decision is wrong, Wilson on as many cases as the
 * clusters count; where nothing is measured, all that is possible.
 */
export function metricInterval(name: MetricName, sample: Sample, level: number): Interval {
  const pairs = relevantPairs(name, sample);
  const least = name === 'matthews_correlation' ? -1 : 0;
  const estimate = sampleMetric(name, pairs);
  if (Number.isNaN(estimate)) return { low: least, high: 1, level };
  const clusters = clustersOf(pairs.clusters);
  if (clusters.single && SHARES.includes(name)) return shareInterval(estimate, clusters.count, level);
  const effective = effectiveClusters(clusters);
  const spread = isCountMetric(name)
    ? countSpread(name, clusterTypes(clusters, [metricCells(name, pairs)], 4))
    : rankingSpread(name, pairs, clusters);
  if (spread.influence.every(one => Math.abs(one) < 1e-15)) {
    const { low, high } = wilson(((estimate - least) / (1 - least)) * effective, effective, level);
    return { low: least + low * (1 - least), high: least + high * (1 - least), level };
  }
  if (!spread.resamples) return logitInterval(estimate, spread.influence, effective, level);
  return bcaInterval(estimate, spread.resamples, spread.influence, effective, level);
}

function shareInterval(share: number, n: number, level: number): Interval {
  return wilson(Math.round(share * n), n, level);
}

/** How a metric varies: each cluster's influence on it, and its resamples. */
interface Spread {
  readonly influence: Float64Array;
  /** Absent where they are not affordable. */
  readonly resamples?: Float64Array;
}

function countSpread(name: CountMetric, types: ClusterTypes): Spread {
  const gradient = countGradient(name, types.totals);
  const influence = Array.from(types.sizes, (size, type) => {
    const moved = gradient.reduce((sum, slope, i) => sum + slope * types.rows[type * types.width + i]!, 0);
    return new Array<number>(size).fill(moved);
  });
  return {
    influence: Float64Array.from(influence.flat()),
    resamples: bootstrapTypes(types, RESAMPLES, totals => countMetric(name, totals)),
  };
}

function rankingSpread(name: RankingMetric, { scores, labels }: Sample, clusters: Clusters): Spread {
  const pairs = ranked(scores, labels, clusters);
  const influence = rankingInfluence(name, pairs);
  const resamples = affordableResamples(scores.length);
  if (resamples === undefined) return { influence };
  const statistic = (weights: Float64Array) => weightedRanking(name, pairs, weights);
  return { influence, resamples: bootstrapClusters(clusters.count, resamples, statistic) };
}

/** Normal on the scale of log-odds, which keeps the ends within 0 and 1. */
function logitInterval(estimate: number, influence: Float64Array, clusters: number, level: number): Interval {
  const deviation = Math.sqrt(influence.reduce((sum, one) => sum + one ** 2, 0));
  const far = studentUpperQuantile((1 - level) / 2, clusters - 1) * deviation;
  const end = (shift: number) => {
    const odds = Math.log(estimate / (1 - estimate)) + shift / (estimate * (1 - estimate));
    return 1 / (1 + Math.exp(-odds));
  };
  return { low: end(-far), high: end(far), level };
}
