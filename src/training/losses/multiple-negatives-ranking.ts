import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from './cross-entropy.ts';
import type { Loss } from './loss.ts';
import { unitRows } from './unit-rows.ts';
import { weightedMean } from './weighted-mean.ts';

/** Far below any scaled similarity: its power is 0. */
const NEVER = -1e9;

export interface RankingOptions {
  /** Factor of the cosine similarities; 1 / temperature. */
  readonly scale: number;
  /** Whether positives are to find their anchors as well; hard negatives have none to find. */
  readonly symmetric: boolean;
}

/**
 * Mean over real rows i of −log softmax_j(scale · cos(a_i, c_j)) at j = i, where the candidates c are all positives of
 * the batch and then all its hard negatives: each anchor is to find its own positive among them. sentence-transformers'
 * `MultipleNegativesRankingLoss`, after M. Henderson et al., "Efficient Natural Language Response Suggestion for Smart
 * Reply", 2017; with `symmetric` its `MultipleNegativesSymmetricRankingLoss`, the mean of that and of the same from each
 * positive to all anchors.
 */
export function multipleNegativesRanking({ scale, symmetric }: RankingOptions): Loss {
  return ([anchors, ...candidates], _labels, weights) => {
    const rows = weights.size;
    const absent = tf.mul(tf.sub(1, weights), NEVER);
    const a = unitRows(anchors!);
    const c = unitRows(concat(candidates));
    const scores = tf.mul(tf.matMul(a, c, false, true), scale) as tf.Tensor2D;
    const missing = concat(candidates.map(() => absent));
    const forward = tf.add(scores, missing) as tf.Tensor2D;
    const found = crossEntropy(forward, tf.eye(rows, rows * candidates.length));
    if (!symmetric) return weightedMean(found, weights);
    const positives = candidates.length > 1 ? tf.slice(scores, [0, 0], [rows, rows]) : scores;
    const backward = tf.add(tf.transpose(positives), absent) as tf.Tensor2D;
    const back = crossEntropy(backward, tf.eye(rows));
    return weightedMean(tf.mul(0.5, tf.add(found, back)), weights);
  };
}

function concat<T extends tf.Tensor>(parts: readonly T[]): T {
  return parts.length === 1 ? parts[0]! : tf.concat([...parts]);
}
