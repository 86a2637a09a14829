import type * as tf from '@tensorflow/tfjs-core';

/**
 * Loss of a batch of B pairs with embeddings `u` and `v` [B, D]: a scalar. `labels` [B] are 1 for positive pairs and 0
 * for negative ones. `weights` [B] are 1 for real rows and 0 for padding, which has no influence whatever.
 */
export type Loss = (
  u: tf.Tensor2D,
  v: tf.Tensor2D,
  labels: tf.Tensor1D,
  weights: tf.Tensor1D,
  margin: number,
) => tf.Scalar;
