import { bootstrapClusters, RESAMPLES } from './bootstrap.ts';
import { bootstrapEvidence, normalEvidence } from './bootstrap-evidence.ts';
import type { Evidence } from './evidence.ts';
import { normalUpperQuantile } from './normal.ts';
import { resampledInterval, varies } from './resampled-interval.ts';
import type { Interval } from './types.ts';

/** Beyond so many queries their mean is normal, and resampling them would only cost time. */
const MOST_RESAMPLED = 5000;

/**
 * Confidence interval of a mean over queries, whose values are in [0, 1]: a bootstrap of the queries, bias-corrected and
 * accelerated; beyond 5 000 queries the normal interval.
 */
export function meanInterval(values: Float64Array, level: number): Interval {
  const n = values.length;
  if (n === 0) return { low: 0, high: 1, level };
  const mean = meanOf(values);
  const influence = values.map(value => (value - mean) / n);
  if (n > MOST_RESAMPLED && varies(influence)) {
    const far =
      normalUpperQuantile((1 - level) / 2) * Math.sqrt(influence.reduce((sum, one) => sum + one ** 2, 0));
    return { low: mean - far, high: mean + far, level };
  }
  const varying = { estimate: mean, least: 0, influence, clusters: n };
  return resampledInterval(varying, () => resampledMeans(values), level);
}

/** Paired means over the same queries, higher is better: a bootstrap of the queries' differences. */
export function compareMeans(candidate: Float64Array, baseline: Float64Array): Evidence {
  const n = candidate.length;
  const worse = candidate.map((value, i) => baseline[i]! - value);
  const difference = n === 0 ? 0 : meanOf(worse);
  if (n <= MOST_RESAMPLED) return bootstrapEvidence(difference, resampledMeans(worse), n);
  const influence = worse.map(one => (one - difference) / n);
  return normalEvidence(difference, influence, n);
}

function resampledMeans(values: Float64Array): Float64Array {
  return bootstrapClusters(values.length, RESAMPLES, weights => {
    let [sum, total] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      sum += weights[i]! * values[i]!;
      total += weights[i]!;
    }
    return total === 0 ? 0 : sum / total;
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
