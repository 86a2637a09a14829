import { binomialAtLeast, binomialPmf } from './binomial.ts';
import { normalUpperQuantile } from './normal.ts';
import type { Interval } from './types.ts';

/**
 * Wilson's score interval for a proportion (Wilson, JASA 22, 1927), without continuity correction.
 *
 * @param k successes of `n` trials; without trials the interval is [0, 1]
 * @param level two-sided confidence, e.g. 0.95
 */
export function wilson(k: number, n: number, level: number): Interval {
  if (n === 0) return { low: 0, high: 1, level };
  const z = normalUpperQuantile((1 - level) / 2);
  const centre = k + (z * z) / 2;
  const half = z * Math.sqrt((k * (n - k)) / n + (z * z) / 4);
  return {
    low: k === 0 ? 0 : (centre - half) / (n + z * z),
    high: k === n ? 1 : (centre + half) / (n + z * z),
    level,
  };
}

/**
 * The exact interval of Clopper and Pearson (Biometrika 26, 1934): the rates that a one-sided binomial test at
 * (1 − level) / 2 does not refuse on either side.
 *
 * @param k successes of `n` trials; without trials the interval is [0, 1]
 * @param level two-sided confidence, e.g. 0.95
 */
export function clopperPearson(k: number, n: number, level: number): Interval {
  const alpha = (1 - level) / 2;
  return { low: lowerLimit(k, n, alpha), high: 1 - lowerLimit(n - k, n, alpha), level };
}

/** The rate p with P(X ≥ k | p) = alpha: a quantile of Beta(k, n − k + 1), found by Newton's method inside a bracket. */
function lowerLimit(k: number, n: number, alpha: number): number {
  if (k === 0) return 0;
  let low = 0;
  let high = 1;
  let p = wilson(k, n, 1 - 2 * alpha).low;
  for (let i = 0; i < 200; i++) {
    const excess = binomialAtLeast(k, n, p) - alpha;
    if (excess > 0) high = p;
    else low = p;
    const newton = p - excess / (n * binomialPmf(k - 1, n - 1, p));
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - p) <= 4e-16 * p || excess === 0) return p;
    p = next;
  }
  return p;
}
