import { type Clusters, effectiveClusters, sumByCluster } from './clusters.ts';
import { studentUpperQuantile } from './normal.ts';

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

/**
 * As how many independent pairs clustered ones count: their number over the design effect. Few clusters tell little of
 * that effect, so that it is raised by what Student's t of as many degrees of freedom asks for (Korn and Graubard, Surv.
 * Methodol. 24:193-201, 1998), but not beyond that of clusters that are each of one mind; a single cluster is one pair.
 *
 * @param values of the pairs. Shape [pairs]
 */
export function effectivePairs(values: ArrayLike<number>, clusters: Clusters): number {
  const n = values.length;
  if (clusters.single) return n;
  const least = effectiveClusters(clusters);
  if (clusters.count < 2) return least;
  const measured = n / designEffect(values, clusters);
  const [few, many] = [least, n].map(one => studentUpperQuantile(0.025, one - 1)) as [number, number];
  return Math.max(Math.min(measured, least), measured * Math.min(1, many / few) ** 2);
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
