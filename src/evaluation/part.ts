import { wilson } from './intervals.ts';
import { metricsOf } from './metrics.ts';
import { countPositives, type Labels } from './scored.ts';
import type { Confusion, Evaluation } from './types.ts';

/**
 * The evaluation of some of the pairs, at the same threshold; of no pairs, metrics are as `metricsOf` has them.
 *
 * @param labels of all pairs of `whole`
 * @param pairs indices into them; the part is in their order
 */
export function partOf(whole: Evaluation, labels: Labels, pairs: Int32Array): Evaluation {
  const scores = Float64Array.from(pairs, pair => whole.scores[pair]!);
  const own = Uint8Array.from(pairs, pair => labels[pair]!);
  const correct = Array.from(pairs, pair => whole.correct[pair]!);
  const confusion = confusionOf(correct, own);
  const right = confusion.truePositives + confusion.trueNegatives;
  return {
    ...whole,
    n: pairs.length,
    positives: countPositives(own),
    metrics: metricsOf(confusion, scores, own),
    accuracyInterval: wilson(right, pairs.length, 0.95),
    confusion,
    scores,
    correct,
  };
}

/** By the decisions as they were made, which are a majority's where there are several seeds. */
function confusionOf(correct: readonly boolean[], labels: Uint8Array): Confusion {
  const count = (label: 0 | 1, right: boolean) =>
    correct.reduce((sum, one, i) => sum + Number(one === right && labels[i] === label), 0);
  return {
    truePositives: count(1, true),
    falsePositives: count(0, false),
    trueNegatives: count(0, true),
    falseNegatives: count(1, false),
  };
}
