import { fitLogistic } from './logistic.ts';
import { countPositives, descending, type Labels } from './scored.ts';

/**
 * The threshold with the most right decisions, where a score at or above it counts as positive. Only cuts between
 * distinct scores are tried, and above all and below all of them, so that ties cannot inflate the accuracy. The cut lies
 * midway between its two neighbours; among equally good cuts the highest is taken. O(n log n).
 */
export function bestThreshold(scores: Float64Array, labels: Labels): { threshold: number; accuracy: number } {
  const n = scores.length;
  const order = descending(scores);
  let right = n - countPositives(labels);
  let best = right;
  let cut = 0;
  for (let i = 0; i < n; i++) {
    right += labels[order[i]!]! === 1 ? 1 : -1;
    const tied = i + 1 < n && scores[order[i]!] === scores[order[i + 1]!];
    if (!tied && right > best) {
      best = right;
      cut = i + 1;
    }
  }
  const above = cut > 0 ? scores[order[cut - 1]!] : undefined;
  const below = cut < n ? scores[order[cut]!] : undefined;
  return { threshold: between(above, below), accuracy: n === 0 ? 0 : best / n };
}

/** A number t with above ≥ t > below, midway where both are there. */
function between(above: number | undefined, below: number | undefined): number {
  if (above === undefined) return below === undefined ? 0 : below + 1e-6 * Math.max(1, Math.abs(below));
  if (below === undefined) return above - 1e-6 * Math.max(1, Math.abs(above));
  const middle = below + (above - below) / 2;
  return middle > below ? middle : above;
}

/**
 * The score at which a logistic regression of the label on the score gives probability ½. Where the two classes do not
 * overlap the likelihood has no maximum; its boundary then tends to the middle of the gap (Rosset, Zhu and Hastie,
 * "Margin Maximizing Loss Functions", 2003), which is what is given.
 *
 * @throws FinetuneGateError THRESHOLD_UNDEFINED when higher scores do not mean more positives
 */
export function logisticThreshold(scores: Float64Array, labels: Labels): number {
  const { intercept, slope } = fitLogistic(scores, labels);
  return -intercept / slope;
}
