import { decisionEvidence } from '../evaluation/decision-evidence.ts';
import { statistics } from '../evaluation/statistics.ts';
import type { ErrorRate, ScoreChange } from '../report/data-diff-summary.ts';

const LEVEL = 0.95;

/** Whether each pair is decided rightly, and the numbers of pairs that share texts. Shape [pairs] each. */
export interface Decided {
  readonly correct: Uint8Array;
  readonly clusters: Int32Array;
}

/** One model's error rate. NaN, with all that is possible as interval, without pairs. */
export function errorRateOf({ correct, clusters }: Decided): ErrorRate {
  const pairs = correct.length;
  // An error rate asks nothing of labels and scores.
  const none = { labels: new Uint8Array(pairs), scores: new Float64Array(pairs), threshold: 0 };
  const sample = { ...none, correct, clusters };
  return {
    pairs,
    errorRate: statistics.metric('error_rate', sample),
    interval: statistics.interval('error_rate', sample, LEVEL),
  };
}

/**
 * How the error rate changed on the same pairs: p-value of McNemar's exact test, by clusters where pairs share texts, and
 * both bounds of the score test of paired proportions (`differenceUpperBound`), the lower one by exchanging the models.
 */
export function scoreChange(before: Uint8Array, after: Uint8Array, clusters: Int32Array): ScoreChange {
  const evidence = decisionEvidence(after, before, clusters);
  const alpha = (1 - LEVEL) / 2;
  const low = -decisionEvidence(before, after, clusters).upperBound(alpha);
  const broken = after.reduce((sum, right, i) => sum + Number(before[i] === 1 && right === 0), 0);
  const fixed = after.reduce((sum, right, i) => sum + Number(before[i] === 0 && right === 1), 0);
  const rate = (correct: Uint8Array) => correct.reduce((sum, right) => sum + 1 - right, 0) / correct.length;
  return {
    pairs: after.length,
    before: rate(before),
    after: rate(after),
    difference: evidence.difference,
    interval: { low, high: evidence.upperBound(alpha), level: LEVEL },
    pValue: Math.min(1, 2 * Math.min(evidence.pBetter, evidence.pWorse)),
    fixed,
    broken,
  };
}
