import { ROUNDING } from './bca.ts';
import type { Evidence } from './evidence.ts';
import { normalTail, normalUpperQuantile } from './normal.ts';

/**
 * Evidence from a paired bootstrap of clusters. How the resampled difference scatters around the measured one stands for
 * how the measured one scatters around the true one (the basic bootstrap: Davison and Hinkley, Bootstrap Methods and
 * their Application, 1997, sections 4.4 and 5.2), widened by √(clusters / (clusters − 1)). p-values count the data
 * themselves as one of the resamples, so that none is 0.
 *
 * A resample knows nothing of what no cluster shows. So no p-value of a margin that is d above the difference is below
 * (1 − d)^clusters: the probability that what is true of a share d of all clusters is true of none of these. And none
 * at all is below 2^-clusters, the probability that of two equal models one is ahead in every cluster: two clusters that
 * are nearly alike have resamples nearly alike.
 *
 * @param difference how much worse the candidate is
 * @param resamples of the difference
 * @param clusters as how many of equal size those count that the metric looks at
 */
export function bootstrapEvidence(difference: number, resamples: Float64Array, clusters: number): Evidence {
  const widen = Math.sqrt(clusters / Math.max(1, clusters - 1));
  const errors = resamples.map(one => (one - difference) * widen).sort();
  const share = (count: number) => (count + 1) / (errors.length + 1);
  const atMost = (value: number) => share(countBelow(errors, value + ROUNDING));
  const least = 0.5 ** clusters;
  const unseen = (distance: number) => (1 - Math.min(1, Math.max(0, distance))) ** clusters;
  return {
    difference,
    pBetter: Math.max(atMost(difference), least),
    pWorse: Math.max(share(errors.length - countBelow(errors, difference - ROUNDING)), least),
    pWithin: margin => Math.max(atMost(difference - margin), unseen(margin - difference), least),
    upperBound: alpha => {
      if (alpha < least) return Number.POSITIVE_INFINITY;
      const rank = Math.max(1, Math.ceil(alpha * (errors.length + 1) - 1));
      return difference + Math.max(-(errors[rank - 1] ?? 0), 1 - alpha ** (1 / clusters));
    },
  };
}

/** The same where resamples are too costly: the difference is normal, its variance the sum of squared influences. */
export function normalEvidence(difference: number, influence: Float64Array, clusters: number): Evidence {
  const deviation = Math.sqrt(influence.reduce((sum, one) => sum + one ** 2, 0));
  // Without any spread only the difference itself is possible.
  const least = 0.5 ** clusters;
  const pBelow = (distance: number) =>
    Math.max(least, deviation > 0 ? normalTail(-distance / deviation) : distance < 0 ? 0 : 1);
  return {
    difference,
    pBetter: pBelow(difference),
    pWorse: pBelow(-difference),
    pWithin: margin => pBelow(difference - margin),
    upperBound: alpha =>
      alpha < least ? Number.POSITIVE_INFINITY : difference + normalUpperQuantile(alpha) * deviation,
  };
}

/** How many of the sorted values are below. */
function countBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
