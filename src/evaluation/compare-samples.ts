import { FinetuneGateError } from '../errors.ts';
import { affordableResamples, bootstrapClusters, bootstrapTypes, RESAMPLES } from './bootstrap.ts';
import { bootstrapEvidence, normalEvidence } from './bootstrap-evidence.ts';
import { clusterTypes } from './cluster-types.ts';
import { type Clusters, clustersOf, effectiveClusters } from './clusters.ts';
import { type CountMetric, countMetric, isCountMetric } from './count-metrics.ts';
import { decisionEvidence } from './decision-evidence.ts';
import type { Evidence } from './evidence.ts';
import { cellsOf, metricCells, relevantPairs, type Sample, takePairs } from './sample.ts';
import type { MetricName } from './types.ts';
import { type RankingMetric, ranked, rankingInfluence, weightedRanking } from './weighted-ranking.ts';

/**
 * Two models on the same pairs. `accuracy` and `error_rate` by their decisions (`decisionEvidence`), `recall` by those on
 * the positive pairs; the other metrics by a paired bootstrap: both models get the same resamples of the clusters.
 *
 * @throws FinetuneGateError INTERNAL when the numbers of pairs differ
 */
export function compareSamples(name: MetricName, candidate: Sample, baseline: Sample): Evidence {
  if (candidate.labels.length !== baseline.labels.length) {
    const [ours, theirs] = [candidate, baseline].map(({ labels }) => labels.length);
    throw new FinetuneGateError('INTERNAL', `Cannot pair ${theirs} decisions with ${ours}.`);
  }
  if (name === 'accuracy' || name === 'error_rate') {
    return decisionEvidence(candidate.correct, baseline.correct, candidate.clusters);
  }
  if (name === 'recall') {
    const [ours, theirs] = [candidate, baseline].map(sample => relevantPairs('recall', sample)) as [
      Sample,
      Sample,
    ];
    return decisionEvidence(ours.correct, theirs.correct, ours.clusters);
  }
  const clusters = clustersOf(candidate.clusters);
  return isCountMetric(name)
    ? countEvidence(name, candidate, baseline, clusters)
    : rankingEvidence(name, candidate, baseline, clusters);
}

function countEvidence(name: CountMetric, candidate: Sample, baseline: Sample, clusters: Clusters): Evidence {
  const types = clusterTypes(clusters, [metricCells(name, candidate), metricCells(name, baseline)], 4);
  const difference = (totals: Float64Array) =>
    countMetric(name, totals.subarray(4)) - countMetric(name, totals.subarray(0, 4));
  const resamples = bootstrapTypes(types, RESAMPLES, difference);
  return bootstrapEvidence(difference(types.totals), resamples, looksAt(name, candidate, baseline));
}

/** As how many clusters the pairs count that are positive or called so by either; the Matthews correlation sees all. */
function looksAt(name: CountMetric, candidate: Sample, baseline: Sample): number {
  if (name === 'matthews_correlation') return effectiveClusters(clustersOf(candidate.clusters));
  const [ours, theirs] = [cellsOf(candidate), cellsOf(baseline)];
  const seen = takePairs(candidate, i => ours[i] !== 2 || theirs[i] !== 2);
  return effectiveClusters(clustersOf(seen.clusters));
}

function rankingEvidence(
  name: RankingMetric,
  candidate: Sample,
  baseline: Sample,
  clusters: Clusters,
): Evidence {
  const ours = ranked(candidate.scores, candidate.labels, clusters);
  const theirs = ranked(baseline.scores, candidate.labels, clusters);
  const difference = (weights: Float64Array) =>
    weightedRanking(name, theirs, weights) - weightedRanking(name, ours, weights);
  const measured = difference(new Float64Array(clusters.count).fill(1));
  const resamples = affordableResamples(2 * candidate.labels.length);
  if (resamples !== undefined) {
    const drawn = bootstrapClusters(clusters.count, resamples, difference);
    return bootstrapEvidence(measured, drawn, effectiveClusters(clusters));
  }
  const own = rankingInfluence(name, ours);
  const influence = rankingInfluence(name, theirs).map((one, i) => one - own[i]!);
  return normalEvidence(measured, influence, effectiveClusters(clusters));
}
