import { evaluateAt } from './evaluate.ts';
import type { Labels } from './scored.ts';
import type { Evaluation } from './types.ts';

/**
 * The same model with the same threshold on a part of its pairs, such as a slice. Never throws, whatever the part holds:
 * metrics without cases are 0 and `roc_auc` of one class is ½, as `metricsOf` and `rankingQuality` say, so that every
 * number is one that a report can show. Rules ask `statistics.metric`, which says NaN instead.
 *
 * @param labels of all the pairs
 * @param indices of the pairs to keep, in the order wanted
 */
export function subsetEvaluation(evaluation: Evaluation, labels: Labels, indices: Int32Array): Evaluation {
  const part = {
    scores: Float64Array.from(indices, i => evaluation.scores[i]!),
    labels: Uint8Array.from(indices, i => labels[i]!),
  };
  return evaluateAt(part, evaluation.threshold, evaluation.thresholdSource);
}
