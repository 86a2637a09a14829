/** Which pairs belong together: pairs of one cluster share texts, directly or over other pairs. */
export interface Clusters {
  readonly count: number;
  /** Cluster of each pair, from 0, numbered as they first appear. Shape [pairs]. */
  readonly of: Int32Array;
  /** No two pairs share texts. */
  readonly single: boolean;
}

/** @param numbers any number a cluster. Shape [pairs] */
export function clustersOf(numbers: Int32Array): Clusters {
  const known = new Map<number, number>();
  const of = numbers.map(number => {
    const cluster = known.get(number) ?? known.size;
    known.set(number, cluster);
    return cluster;
  });
  return { count: known.size, of, single: known.size === numbers.length };
}

/** Sum of the pairs' values in each cluster. Shape [clusters]. */
export function sumByCluster({ count, of }: Clusters, values: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < of.length; i++) sums[of[i]!]! += values[i]!;
  return sums;
}

/**
 * As how many clusters of equal size these count, by Kish's formula (Survey Sampling, 1965): (Σ size)² / Σ size². All
 * pairs by themselves are as many as there are pairs.
 */
export function effectiveClusters(clusters: Clusters): number {
  const n = clusters.of.length;
  const sizes = sumByCluster(clusters, new Uint8Array(n).fill(1));
  return n === 0 ? 0 : n ** 2 / sizes.reduce((sum, size) => sum + size ** 2, 0);
}
