import type { Labels } from './scored.ts';
import type { Confusion } from './types.ts';

/** Counts decisions; a score at or above the threshold counts as positive. */
export function confusionAt(scores: Float64Array, labels: Labels, threshold: number): Confusion {
  let truePositives = 0;
  let falsePositives = 0;
  let trueNegatives = 0;
  let falseNegatives = 0;
  for (let i = 0; i < scores.length; i++) {
    const positive = scores[i]! >= threshold;
    if (labels[i] === 1) {
      if (positive) truePositives++;
      else falseNegatives++;
    } else if (positive) falsePositives++;
    else trueNegatives++;
  }
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
}
