import type * as tf from '@tensorflow/tfjs-core';

/**
 * Loss of a batch of B examples: a scalar. `embeddings` has one tensor [B, D] for each column of texts: first texts
 * (anchors), second texts (positives), then hard negatives. `labels` [B] are 1 for positive pairs and triplets and 0 for
 * negative pairs, or scores from 0 to 1. `weights` [B] are 1 for real rows and 0 for padding, which has no influence
 * whatever.
 */
export type Loss = (
  embeddings: readonly tf.Tensor2D[],
  labels: tf.Tensor1D,
  weights: tf.Tensor1D,
) => tf.Scalar;
