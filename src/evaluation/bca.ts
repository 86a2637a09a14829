import { normalTail, normalUpperQuantile, studentUpperQuantile } from './normal.ts';
import type { Interval } from './types.ts';

/** Differences below it are rounding: the same clusters, added in another order. */
export const ROUNDING = 1e-12;

/**
 * The bias-corrected and accelerated interval (Efron, "Better Bootstrap Confidence Intervals", JASA 82:171-185, 1987):
 * percentiles of the resamples, moved for their bias and for a spread that changes with the value. Percentiles alone are
 * too narrow where clusters are few; they are taken as far out as Student's t says (Hesterberg, "What Teachers Should
 * Know About the Bootstrap", Am. Stat. 69:371-386, 2015).
 *
 * @param influence how much each cluster moves the metric; its skewness is the acceleration
 * @param clusters as how many of equal size the clusters count, more than 2
 */
export function bcaInterval(
  estimate: number,
  resamples: Float64Array,
  influence: Float64Array,
  clusters: number,
  level: number,
): Interval {
  const sorted = resamples.toSorted();
  const bias = biasOf(estimate, sorted);
  const acceleration = accelerationOf(influence);
  const t = studentUpperQuantile((1 - level) / 2, Math.max(2, clusters - 1));
  const far = t * Math.sqrt(clusters / Math.max(1, clusters - 1));
  const end = (z: number) => {
    const moved = bias + z;
    const stretch = Math.max(0.1, 1 - acceleration * moved);
    return quantile(sorted, normalTail(-(bias + moved / stretch)));
  };
  return { low: Math.min(end(-far), estimate), high: Math.max(end(far), estimate), level };
}

/** How far the estimate is from the resamples' median, in standard deviations; those equal to it count half. */
function biasOf(estimate: number, sorted: Float64Array): number {
  let [below, equal] = [0, 0];
  for (const value of sorted) {
    if (value < estimate - ROUNDING) below++;
    else if (value <= estimate + ROUNDING) equal++;
  }
  const half = 0.5 / sorted.length;
  const share = Math.min(1 - half, Math.max(half, (below + equal / 2) / sorted.length));
  return -normalUpperQuantile(share);
}

/** One sixth of the skewness of the influences (Efron, 1987, eq. 6.6). */
function accelerationOf(influence: Float64Array): number {
  let [squares, cubes] = [0, 0];
  for (const one of influence) {
    squares += one ** 2;
    cubes += one ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

function quantile(sorted: Float64Array, p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
}
