import { bcaInterval } from './bca.ts';
import { wilson } from './intervals.ts';
import { studentUpperQuantile } from './normal.ts';
import type { Interval } from './types.ts';

/** Below so many clusters resamples show too little: of two there is nothing beyond the one and the other. */
const ENOUGH = 8;

/** A metric of clusters and how it varies. */
export interface Varying {
  readonly estimate: number;
  /** The least possible value; the greatest is 1. */
  readonly least: number;
  /** How much each cluster moves the metric. Shape [clusters]. */
  readonly influence: Float64Array;
  /** As how many of equal size the clusters count. */
  readonly clusters: number;
}

/**
 * Interval of a metric from its resamples: bias-corrected and accelerated; without resamples, which are not affordable,
 * normal on the scale of log-odds. Of fewer than eight clusters both, whichever end is further out. Where no cluster
 * moves the metric, as when no decision is wrong or there is a single cluster, Wilson on as many cases as the clusters
 * count: a sample that does not vary is no certainty.
 */
export function resampledInterval(
  varying: Varying,
  resamples: (() => Float64Array) | undefined,
  level: number,
): Interval {
  const { estimate, least, influence, clusters } = varying;
  const range = 1 - least;
  if (!varies(influence)) {
    const { low, high } = wilson(((estimate - least) / range) * clusters, clusters, level);
    return { low: least + low * range, high: least + high * range, level };
  }
  if (!resamples) return logitInterval(varying, level);
  const found = bcaInterval(estimate, resamples(), influence, clusters, level);
  if (clusters >= ENOUGH) return found;
  const wide = logitInterval(varying, level);
  return { low: Math.min(found.low, wide.low), high: Math.max(found.high, wide.high), level };
}

/** Whether any cluster moves the metric by more than rounding does. */
export function varies(influence: Float64Array): boolean {
  return influence.some(one => Math.abs(one) >= 1e-15);
}

/** Student's t on the scale of log-odds, which keeps the ends within the metric's range. */
function logitInterval({ estimate, least, influence, clusters }: Varying, level: number): Interval {
  const range = 1 - least;
  const share = (estimate - least) / range;
  const squares = influence.reduce((sum, one) => sum + one ** 2, 0);
  const deviation = Math.sqrt((squares * clusters) / (clusters - 1)) / range;
  const far = studentUpperQuantile((1 - level) / 2, clusters - 1) * deviation;
  const end = (shift: number) => {
    const odds = Math.log(share / (1 - share)) + shift / (share * (1 - share));
    return least + range / (1 + Math.exp(-odds));
  };
  return { low: end(-far), high: end(far), level };
}
