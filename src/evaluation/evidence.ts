import { binomialAtLeast, binomialAtMost } from './binomial.ts';
import { clopperPearson } from './intervals.ts';
import { differenceUpperBound, marginPValue } from './paired-difference.ts';
import type { Comparison } from './types.ts';

/** What the test pairs say about a candidate's metric against a baseline's. All p-values are one-sided. */
export interface Evidence {
  /** How much worse the candidate is, in the metric's own unit; negative is better. */
  readonly difference: number;
  /** Small when the candidate is better. */
  readonly pBetter: number;
  /** Small when the candidate is worse. */
  readonly pWorse: number;
  /** Small when the candidate is worse by less than `margin`. */
  readonly pWithin: (margin: number) => number;
  /** Upper confidence bound of the difference, at confidence 1 − alpha. */
  readonly upperBound: (alpha: number) => number;
}

/** The same pairs decided by both: exact McNemar; for margins the score test of paired proportions (Tango, Nam). */
export function pairedEvidence(comparison: Comparison): Evidence {
  return {
    difference: comparison.difference,
    pBetter: comparison.pBetter,
    pWorse: comparison.pWorse,
    pWithin: margin => marginPValue(comparison, margin),
    upperBound: alpha => differenceUpperBound(comparison, alpha),
  };
}

/** A known rate has no pairs and no error of its own: exact binomial tests, and the limit of Clopper and Pearson. */
export function rateEvidence(correct: Uint8Array, rate: number): Evidence {
  const n = correct.length;
  const errors = n - correct.reduce((sum, one) => sum + one, 0);
  return {
    difference: errors / n - rate,
    pBetter: binomialAtMost(errors, n, rate),
    pWorse: binomialAtLeast(errors, n, rate),
    pWithin: margin => binomialAtMost(errors, n, Math.min(1, Math.max(0, rate + margin))),
    upperBound: alpha => clopperPearson(errors, n, 1 - 2 * alpha).high - rate,
  };
}
