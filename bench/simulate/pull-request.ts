import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { normalUpperQuantile } from '../../src/evaluation/normal.ts';
import type { Sample } from '../../src/evaluation/sample.ts';

/** What is true of a simulated pull request's models. */
export interface World {
  readonly pairs: number;
  /** Whether pairs share texts. */
  readonly clustered: boolean;
  /** True error rate of each model; the first is the candidate. */
  readonly errorRates: readonly number[];
}

/** Of all pairs; that of Quora Question Pairs. */
export const POSITIVES = 0.37;

/** Clusters of so many pairs, and the share of such clusters: 2.2 pairs on average. */
const SIZES = [
  [1, 0.55],
  [2, 0.2],
  [3, 0.12],
  [5, 0.08],
  [10, 0.05],
] as const;

/** How much of a score's variance comes from where. Models share the first two: what is hard for one is for the other. */
const SHARES = { cluster: 0.15, pair: 0.45, clusterOfModel: 0.15, pairOfModel: 0.25 };

/**
 * One test split as all models score it. A pair's score is ±(μ + z), by its label, z normal; the threshold is 0, so that a
 * model is right with probability Φ(μ). Two models are wrong together about as often as those of a sweep are.
 */
export function simulate({ pairs, clustered, errorRates }: World, random: RandomGenerator): Sample[] {
  const clusters = drawClusters(pairs, clustered, random);
  const labels = Uint8Array.from({ length: pairs }, () => (uniform(random) < POSITIVES ? 1 : 0));
  const shared = effect(clusters, SHARES.cluster, SHARES.pair, random);
  return errorRates.map(rate => {
    const own = effect(clusters, SHARES.clusterOfModel, SHARES.pairOfModel, random);
    const mean = normalUpperQuantile(rate);
    const margins = own.map((value, i) => mean + value + shared[i]!);
    return {
      scores: margins.map((margin, i) => (labels[i] === 1 ? margin : -margin)),
      correct: Uint8Array.from(margins, margin => (margin > 0 ? 1 : 0)),
      labels,
      threshold: 0,
      clusters,
    };
  });
}

function drawClusters(pairs: number, clustered: boolean, random: RandomGenerator): Int32Array {
  if (!clustered) return Int32Array.from({ length: pairs }, (_, i) => i);
  const clusters = new Int32Array(pairs);
  for (let start = 0, cluster = 0; start < pairs; cluster++) {
    const end = start + drawSize(random);
    clusters.fill(cluster, start, end);
    start = end;
  }
  return clusters;
}

function drawSize(random: RandomGenerator): number {
  let left = uniform(random);
  for (const [size, share] of SIZES) {
    left -= share;
    if (left < 0) return size;
  }
  return 1;
}

/** A normal effect of each cluster and one of each pair, with these variances. */
function effect(clusters: Int32Array, cluster: number, pair: number, random: RandomGenerator): Float64Array {
  let ofCluster = 0;
  return Float64Array.from(clusters, (number, i) => {
    if (i === 0 || number !== clusters[i - 1]) ofCluster = Math.sqrt(cluster) * normal(random);
    return ofCluster + Math.sqrt(pair) * normal(random);
  });
}

function uniform(random: RandomGenerator): number {
  return (random.next() >>> 0) * 2 ** -32;
}

/** Box and Muller, Ann. Math. Stat. 29:610-611, 1958. */
function normal(random: RandomGenerator): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(random)));
  return radius * Math.cos(2 * Math.PI * uniform(random));
}
