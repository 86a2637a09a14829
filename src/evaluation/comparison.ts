import { FinetuneGateError } from '../errors.ts';
import { binomialAtMost, binomialPmf } from './binomial.ts';
import type { Comparison } from './types.ts';

export interface McNemar {
  readonly exactTwoSided: number;
  readonly midP: number;
  /** Small when the candidate is better. */
  readonly oneSidedBetter: number;
  /** Small when the candidate is worse. */
  readonly oneSidedWorse: number;
}

/**
 * McNemar's exact test (Psychometrika 12, 1947): of the pairs on which only one of two models is wrong, each model has
 * half by chance. Without such pairs every p-value is 1.
 *
 * The mid-p value (Fagerland, Lydersen and Laake, BMC Med. Res. Methodol. 13:91, 2013) takes the probability of the
 * observed table off the exact p-value. Where b = c, far from any decision, that paper takes off only half of it;
 * here, as in the golden numbers, all of it. No rule uses it.
 *
 * @param b pairs that only the candidate gets wrong
 * @param c pairs that only the baseline gets wrong
 */
export function mcnemar(b: number, c: number): McNemar {
  const n = b + c;
  if (n === 0) return { exactTwoSided: 1, midP: 1, oneSidedBetter: 1, oneSidedWorse: 1 };
  const exactTwoSided = b === c ? 1 : Math.min(1, 2 * binomialAtMost(Math.min(b, c), n, 0.5));
  return {
    exactTwoSided,
    midP: exactTwoSided - binomialPmf(b, n, 0.5),
    oneSidedBetter: binomialAtMost(b, n, 0.5),
    oneSidedWorse: binomialAtMost(c, n, 0.5),
  };
}

/**
 * Compares a candidate with a baseline on the same pairs: `…Correct[i]` says whether pair `i` was decided rightly.
 *
 * @throws FinetuneGateError INTERNAL when the numbers of pairs differ: callers decide beforehand what that means
 */
export function compare(
  baselineCorrect: ArrayLike<boolean | number>,
  candidateCorrect: ArrayLike<boolean | number>,
): Comparison {
  const n = candidateCorrect.length;
  if (baselineCorrect.length !== n) {
    throw new FinetuneGateError('INTERNAL', `Cannot pair ${baselineCorrect.length} decisions with ${n}.`);
  }
  let onlyBaselineWrong = 0;
  let onlyCandidateWrong = 0;
  for (let i = 0; i < n; i++) {
    if (!baselineCorrect[i] === !candidateCorrect[i]) continue;
    if (candidateCorrect[i]) onlyBaselineWrong++;
    else onlyCandidateWrong++;
  }
  const test = mcnemar(onlyCandidateWrong, onlyBaselineWrong);
  return {
    n,
    onlyBaselineWrong,
    onlyCandidateWrong,
    difference: n === 0 ? 0 : (onlyCandidateWrong - onlyBaselineWrong) / n,
    pBetter: test.oneSidedBetter,
    pWorse: test.oneSidedWorse,
    pTwoSided: test.exactTwoSided,
  };
}
