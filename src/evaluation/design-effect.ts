import { type Clusters, effectiveClusters, sumByCluster } from './clusters.ts';

/**
 * By how much clusters of shared texts raise the variance of a mean (Kish, Survey Sampling, 1965): the mean's variance
 * from the clusters' sums, over that of independent pairs; at least 1. Where no pair differs from another the data
 * cannot tell, and each cluster is taken for a single pair.
 *
 * @param values of the pairs. Shape [pairs]
 */
export function designEffect(values: ArrayLike<number>, clusters: Clusters): number {
  const n = values.length;
  if (clusters.single || n === 0) return 1;
  const mean = sum(values) / n;
  const deviations = Float64Array.from(values, value => value - mean);
  const independent = deviations.reduce((total, one) => total + one ** 2, 0);
  if (independent === 0) return n / effectiveClusters(clusters);
  const clustered = sumByCluster(clusters, deviations).reduce((total, one) => total + one ** 2, 0);
  return Math.max(1, ((clustered / independent) * clusters.count) / Math.max(1, clusters.count - 1));
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
