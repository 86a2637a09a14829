import type { Statistics } from '../evaluation/statistics.ts';
import type { Evaluation, MetricName } from '../evaluation/types.ts';
import { ALPHA } from '../gate/rule.ts';

/**
 * Whether a paired test cannot tell two models apart (exact McNemar, two-sided, α = 0.05): over all test pairs for the
 * accuracy, over the positive ones for the recall. Metrics without a paired test are equal only when the numbers are.
 * Models that decided different numbers of pairs never are.
 */
export function statisticallyEqual(
  metric: MetricName,
  a: Evaluation,
  b: Evaluation,
  { compare }: Statistics,
): boolean {
  if (a.n !== b.n) return false;
  if (a.metrics[metric] === b.metrics[metric]) return true;
  switch (metric) {
    case 'accuracy':
    case 'error_rate':
      return compare(a.correct, b.correct).pTwoSided >= ALPHA;
    case 'recall':
      return compare(onPositives(a), onPositives(b)).pTwoSided >= ALPHA;
    default:
      return false;
  }
}

/** A positive pair is one rightly called positive or wrongly called negative. */
function onPositives({ scores, threshold, correct }: Evaluation): boolean[] {
  return correct.filter((right, i) => scores[i]! >= threshold === right);
}
