import * as tf from '@tensorflow/tfjs-core';
import { cosineDistance } from './cosine-distance.ts';
import { logSumExp } from './log-sum-exp.ts';
import type { Loss } from './loss.ts';

/** Far below any difference of scaled similarities: its power is 0. */
const NEVER = -1e9;

/**
 * log(1 + Σ exp(scale · (cos_i − cos_j))) over all couples of real rows whose labels are in the order y_i < y_j: the
 * similarities of a batch are to stand in the order of their labels, however they are spread. 0 where all labels are
 * equal. sentence-transformers' `CoSENTLoss`, after X. Huang et al., "CoSENT: Consistent Sentence Embedding via
 * Similarity Ranking", 2024.
 */
export function cosent(scale: number): Loss {
  return ([u, v], labels, weights) => {
    // Of distances, not similarities: the difference has the other sign.
    const distance = tf.mul(scale, cosineDistance(u!, v!));
    const excess = tf.sub(tf.expandDims(distance, 0), tf.expandDims(distance, 1));
    const masked = tf.add(excess, notOrdered(labels, weights));
    return tf.softplus(tf.squeeze(logSumExp(tf.reshape(masked, [1, -1])))) as tf.Scalar;
  };
}

/** [B, B]: 0 where rows i and j are real and y_i < y_j, else so low that nothing is left of the couple. */
function notOrdered(labels: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor {
  // Padding is never below anything, nor above it.
  const aside = tf.mul(tf.sub(weights, 1), NEVER);
  const lower = tf.expandDims(tf.add(labels, aside), 1);
  const upper = tf.expandDims(tf.sub(labels, aside), 0);
  return tf.mul(tf.sub(tf.cast(tf.less(lower, upper), 'float32'), 1), -NEVER);
}
