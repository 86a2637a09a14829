import { incompleteBeta } from './beta.ts';
import { clustersOf, sumByCluster } from './clusters.ts';
import { compare } from './comparison.ts';
import { effectivePairs } from './design-effect.ts';
import { type Evidence, pairedEvidence, rateEvidence } from './evidence.ts';
import { differenceUpperBound, marginPValue } from './paired-difference.ts';
import { signFlip } from './sign-flip.ts';
import type { Comparison } from './types.ts';

/** Whether each pair is decided rightly. */
type Decided = ArrayLike<boolean | number>;

/**
 * The same pairs decided by two models. Pairs that share no texts: exact McNemar, and the score test for margins.
 * Otherwise the signs of whole clusters are flipped, exactly; for margins the score test counts as many pairs as the
 * clusters are worth by their design effect (Donner and Klar, Design and Analysis of Cluster Randomization Trials, 2000).
 *
 * @throws FinetuneGateError INTERNAL when the numbers of pairs differ
 */
export function decisionEvidence(candidate: Uint8Array, baseline: Uint8Array, numbers: Int32Array): Evidence {
  const comparison = compareClusters(baseline, candidate, numbers);
  const clusters = clustersOf(numbers);
  if (clusters.single) return pairedEvidence(comparison);
  const differences = differencesOf(baseline, candidate);
  const n = effectivePairs(differences, clusters);
  const effect = comparison.n / n;
  const effective = {
    n,
    onlyCandidateWrong: comparison.onlyCandidateWrong / effect,
    onlyBaselineWrong: comparison.onlyBaselineWrong / effect,
  };
  return {
    difference: comparison.difference,
    pBetter: comparison.pBetter,
    pWorse: comparison.pWorse,
    pWithin: margin => marginPValue(effective, margin),
    upperBound: alpha => differenceUpperBound(effective, alpha),
  };
}

/**
 * The same comparison for a report: `compare`, but where pairs share texts p-values are those of `signFlip`.
 *
 * @throws FinetuneGateError INTERNAL when the numbers of pairs differ
 */
export function compareClusters(baseline: Decided, candidate: Decided, numbers: Int32Array): Comparison {
  const comparison = compare(baseline, candidate);
  const clusters = clustersOf(numbers);
  if (clusters.single) return comparison;
  const { better, worse } = signFlip(sumByCluster(clusters, differencesOf(baseline, candidate)));
  const pTwoSided = Math.min(1, 2 * Math.min(better, worse));
  return { ...comparison, pBetter: better, pWorse: worse, pTwoSided, clusters: clusters.count };
}

/** 1 where only the candidate is wrong, -1 where only the baseline is. */
function differencesOf(baseline: Decided, candidate: Decided): Int8Array {
  return Int8Array.from(candidate, (right, i) => Number(baseline[i]) - Number(right));
}

/**
 * Decisions against a known rate: exact binomial tests. Where pairs share texts, of as many pairs as the clusters are
 * worth (Korn and Graubard, Surv. Methodol. 24:193-201, 1998), which need not be a whole number.
 */
export function knownRateEvidence(correct: Uint8Array, numbers: Int32Array, rate: number): Evidence {
  const clusters = clustersOf(numbers);
  if (clusters.single) return rateEvidence(correct, rate);
  const wrong = correct.map(right => 1 - right);
  const allErrors = wrong.reduce((sum, one) => sum + one, 0);
  const n = effectivePairs(wrong, clusters);
  const errors = (allErrors / wrong.length) * n;
  const atMost = (p: number) => 1 - incompleteBeta(p, errors + 1, n - errors);
  const below = (p: number) => (errors >= n ? 1 : p <= 0 ? 1 : p >= 1 ? 0 : atMost(p));
  return {
    difference: allErrors / wrong.length - rate,
    pBetter: below(rate),
    pWorse: errors === 0 ? 1 : incompleteBeta(rate, errors, n - errors + 1),
    pWithin: margin => below(rate + margin),
    upperBound: alpha => highestRate(below, alpha) - rate,
  };
}

/** The rate at which so few errors have probability alpha. */
function highestRate(below: (rate: number) => number, alpha: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (below(middle) > alpha) low = middle;
    else high = middle;
  }
  return high;
}
