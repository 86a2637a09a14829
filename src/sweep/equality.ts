import type { Statistics } from '../evaluation/statistics.ts';
import type { Evaluation, MetricName } from '../evaluation/types.ts';
import { type Measured, sampleOf } from '../gate/measured.ts';
import { ALPHA } from '../gate/rule.ts';

/**
 * Whether a paired test, two-sided at α = 0.05, cannot tell two models apart. Models that decided different numbers of
 * pairs never are equal.
 *
 * @param test the pairs that both decided
 */
export function statisticallyEqual(
  metric: MetricName,
  a: Evaluation,
  b: Evaluation,
  test: Measured['test'],
  { compare }: Statistics,
): boolean {
  if (a.n !== b.n) return false;
  if (a.metrics[metric] === b.metrics[metric]) return true;
  const { pBetter, pWorse } = compare(metric, sampleOf(a, test), sampleOf(b, test));
  return 2 * Math.min(pBetter, pWorse) >= ALPHA;
}
