import { wilson } from './intervals.ts';
import { metricsOf } from './metrics.ts';
import { countPositives, type Labels } from './scored.ts';
import type { Confusion, Evaluation } from './types.ts';

/**
 * The evaluation of some of the pairs, each decided as it is: at the same threshold, or by the same majority.
 *
 * @param labels of all pairs that `evaluation` is of
 * @param indices of the pairs that stay, in their new order
 */
export function subsetEvaluation(
  evaluation: Evaluation,
  labels: Labels,
  indices: ArrayLike<number>,
): Evaluation {
  const { threshold, thresholdSource } = evaluation;
  const rows = Array.from(indices);
  const scores = Float64Array.from(rows, row => evaluation.scores[row]!);
  const kept = Uint8Array.from(rows, row => labels[row]!);
  const correct = rows.map(row => evaluation.correct[row]!);
  const confusion = confusionOf(correct, kept);
  return {
    n: rows.length,
    positives: countPositives(kept),
    threshold,
    thresholdSource,
    metrics: metricsOf(confusion, scores, kept),
    accuracyInterval: wilson(confusion.truePositives + confusion.trueNegatives, rows.length, 0.95),
    confusion,
    scores,
    correct,
  };
}

function confusionOf(correct: readonly boolean[], labels: Uint8Array): Confusion {
  const count = (right: boolean, label: number) =>
    correct.filter((one, i) => one === right && labels[i] === label).length;
  return {
    truePositives: count(true, 1),
    falsePositives: count(false, 0),
    trueNegatives: count(true, 0),
    falseNegatives: count(false, 1),
  };
}
