import * as tf from '@tensorflow/tfjs-core';

/** Mean of `values` [B] over the rows of weight 1; 0 where there is none. */
export function weightedMean(values: tf.Tensor, weights: tf.Tensor1D): tf.Scalar {
  return tf.div(tf.sum(tf.mul(weights, values)), rowCount(weights)) as tf.Scalar;
}

/** How many rows are real; 1 where none is, so that it can divide. */
export function rowCount(weights: tf.Tensor1D): tf.Tensor {
  return tf.maximum(tf.sum(weights), 1);
}
