import type { Evidence } from './evidence.ts';
import { metricInterval } from './metric-interval.ts';
import { normalTail, normalUpperQuantile } from './normal.ts';
import { type Sample, sampleMetric } from './sample.ts';
import type { MetricName } from './types.ts';

/** More test pairs than these nobody labels. */
const MOST = 10_000_000;

/** Chance that the larger test set settles a comparison whose difference is as measured. */
const POWER = 0.8;

/**
 * How many more pairs like these would settle a bound: the interval's end that faces `value` moves as a confidence limit
 * does, by the square root of the number of pairs on the scale of log-odds. Undefined where the metric is at the value,
 * or where more than 10 million would be needed; 0 where the end is there already.
 */
export function morePairsForBound(
  name: MetricName,
  sample: Sample,
  level: number,
  value: number,
): number | undefined {
  const n = sample.labels.length;
  const estimate = sampleMetric(name, sample);
  if (Number.isNaN(estimate)) return undefined;
  const { low, high } = metricInterval(name, sample, level);
  const scale = name === 'matthews_correlation' ? (x: number) => logit((x + 1) / 2) : logit;
  const end = value < estimate ? low : high;
  // At 0 or 1 the log-odds are infinite, and the width itself shrinks with the number of pairs.
  const exact = Number.isFinite(scale(estimate));
  const ratio = exact
    ? ((scale(estimate) - scale(end)) / (scale(estimate) - scale(value))) ** 2
    : (estimate - end) / (estimate - value);
  return within(n, n * ratio);
}

/**
 * How many more pairs like these would let a comparison reach `alpha` with a power of 80 %, if the difference is what was
 * measured: Connor's sample size for McNemar's test (Biometrics 43:207-211, 1987), with 1 / difference more for the exact
 * one. The variance comes from the evidence's own bound, and so knows clusters and metric. Undefined where the candidate
 * is beyond the margin, or where more than 10 million pairs would be needed.
 *
 * @param n pairs that the evidence is of
 */
export function morePairsForComparison(
  { difference, upperBound }: Evidence,
  n: number,
  margin: number,
  alpha: number,
): number | undefined {
  const distance = margin - difference;
  if (!(distance > 1e-12)) return undefined;
  // One standard error above the difference is its upper bound at P(Z > 1).
  const deviation = upperBound(normalTail(1)) - difference;
  const variance = n * deviation ** 2;
  const [ofAlpha, ofPower] = [normalUpperQuantile(alpha), normalUpperQuantile(1 - POWER)];
  const underNull = Math.sqrt(variance + distance ** 2);
  const needed = ((ofAlpha * underNull + ofPower * Math.sqrt(variance)) / distance) ** 2 + 1 / distance;
  return within(n, needed);
}

function within(n: number, needed: number): number | undefined {
  if (!(needed <= MOST)) return undefined;
  return Math.max(0, Math.ceil(needed - n));
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}
