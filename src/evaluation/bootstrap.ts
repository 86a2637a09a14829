import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { ClusterTypes } from './cluster-types.ts';
import { Poisson } from './poisson.ts';

/** Every bootstrap starts from it, so that the same pairs give the same numbers. */
export const SEED = 20_250_101;

/** Resamples where nothing forbids them. */
export const RESAMPLES = 10_000;

/**
 * A statistic of resampled clusters. Each cluster comes as often as a Poisson number of mean 1 says, which differs from
 * drawing as many as there are only in how many come in all; a ratio does not see that (Hanley and MacGibbon, Comput.
 * Methods Programs Biomed. 83:57-62, 2006; Chamandy et al., "Estimating Uncertainty for Massive Data Streams", 2012). So
 * all clusters of a type are drawn at once, and 10 000 pairs are resampled 10 000 times in milliseconds.
 *
 * @param statistic of the resampled totals, shape [width]
 */
export function bootstrapTypes(
  { width, rows, sizes }: ClusterTypes,
  resamples: number,
  statistic: (totals: Float64Array) => number,
): Float64Array {
  const generator = xoroshiro128plus(SEED);
  const all = new Float64Array(resamples * width);
  sizes.forEach((size, type) => {
    const row = rows.subarray(type * width, (type + 1) * width);
    addType(row, new Poisson(size), generator, all);
  });
  const totals = new Float64Array(width);
  const values: number[] = [];
  for (let i = 0; i < resamples; i++) {
    totals.set(all.subarray(i * width, (i + 1) * width));
    // With a handful of clusters, one in a few resamples has none of them and says nothing.
    if (totals.some(total => total > 0)) values.push(statistic(totals));
  }
  return Float64Array.from(values);
}

/** Adds to every resample's totals as many clusters of one type as it draws. */
function addType(row: Float64Array, draws: Poisson, generator: RandomGenerator, all: Float64Array): void {
  const columns = Array.from(row.keys()).filter(column => row[column] !== 0);
  for (let start = 0; start < all.length; start += row.length) {
    const weight = draws.draw(generator);
    for (const column of columns) all[start + column]! += weight * row[column]!;
  }
}

/** Pairs that may be looked at in all; it keeps 10 000 pairs under a second. */
const BUDGET = 2e7;

/**
 * Resamples of a statistic that has to look at every pair each time, such as `roc_auc`: 10 000 for up to 2 000 pairs,
 * 2 000 for 10 000, and undefined beyond 20 000, where the normal distribution is as good.
 */
export function affordableResamples(pairs: number): number | undefined {
  const affordable = Math.floor(BUDGET / pairs);
  return affordable < 1000 ? undefined : Math.min(RESAMPLES, affordable);
}

/**
 * A statistic of resampled clusters, from how often each comes; never of none.
 *
 * @param statistic of the weights, shape [clusters]
 */
export function bootstrapClusters(
  clusters: number,
  resamples: number,
  statistic: (weights: Float64Array) => number,
): Float64Array {
  const generator = xoroshiro128plus(SEED);
  const distribution = new Poisson(1);
  const weights = new Float64Array(clusters);
  if (clusters === 0) return weights;
  return Float64Array.from({ length: resamples }, () => {
    do for (let i = 0; i < clusters; i++) weights[i] = distribution.draw(generator);
    while (!weights.some(weight => weight > 0));
    return statistic(weights);
  });
}
