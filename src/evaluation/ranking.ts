import { descending, type Labels } from './scored.ts';

/**
 * Quality of the ranking, whatever the threshold; tied scores form one group (as scikit-learn counts them). O(n log n).
 *
 * - `rocAuc`: the chance that a positive scores above a negative, a tie counting one half (Mann and Whitney).
 * - `averagePrecision`: sum over distinct thresholds of the gain in recall times the precision there, without
 *   interpolation.
 *
 * With one class only the first is ½ and the second the share of positives: there is nothing to rank.
 */
export function rankingQuality(
  scores: Float64Array,
  labels: Labels,
): { rocAuc: number; averagePrecision: number } {
  const order = descending(scores);
  const n = order.length;
  let positives = 0;
  let negatives = 0;
  let wins = 0;
  let precisionSum = 0;
  for (let start = 0; start < n; ) {
    let end = start;
    let groupPositives = 0;
    while (end < n && scores[order[end]!] === scores[order[start]!]) groupPositives += labels[order[end++]!]!;
    const groupNegatives = end - start - groupPositives;
    wins += groupNegatives * (positives + groupPositives / 2);
    positives += groupPositives;
    negatives += groupNegatives;
    precisionSum += groupPositives * (positives / end);
    start = end;
  }
  return {
    rocAuc: positives && negatives ? wins / (positives * negatives) : 0.5,
    averagePrecision: positives ? precisionSum / positives : 0,
  };
}
