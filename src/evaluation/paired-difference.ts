import { normalTail, normalUpperQuantile } from './normal.ts';

/** Discordant pairs of two models on the same `n` pairs. */
export interface Discordance {
  readonly n: number;
  readonly onlyCandidateWrong: number;
  readonly onlyBaselineWrong: number;
}

/**
 * One-sided score test of paired proportions: p-value of "the candidate's error rate is at least the baseline's plus
 * `margin`" against "it is lower". With margin 0 it is McNemar's test without correction.
 *
 * @param margin in (−1, 1); positive allows the candidate to be worse, negative asks it to be better
 */
export function marginPValue(pairs: Discordance, margin: number): number {
  return normalTail(-scoreStatistic(pairs, margin));
}

/**
 * Upper confidence bound of the candidate's error rate minus the baseline's: the largest margin that `marginPValue`
 * does not refuse at `alpha`. In [−1, 1].
 */
export function differenceUpperBound(pairs: Discordance, alpha: number): number {
  const limit = -normalUpperQuantile(alpha);
  let low = -1;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (scoreStatistic(pairs, middle) > limit) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Tango's score statistic (Statistics in Medicine 17:891–908, 1998; the same as Nam's, Biometrics 53:1422–1430, 1997):
 * the variance is estimated under the margin, with `q` the constrained maximum-likelihood estimate of the probability
 * that only the baseline is wrong.
 */
function scoreStatistic(
  { n, onlyCandidateWrong: b, onlyBaselineWrong: c }: Discordance,
  margin: number,
): number {
  const linear = -b - c + (2 * n - b + c) * margin;
  const constant = -c * margin * (1 - margin);
  const root = Math.sqrt(Math.max(0, linear * linear - 8 * n * constant));
  const q = (root - linear) / (4 * n);
  const numerator = b - c - n * margin;
  if (numerator === 0) return 0;
  return numerator / Math.sqrt(Math.max(0, n * (2 * q + margin * (1 - margin))));
}
