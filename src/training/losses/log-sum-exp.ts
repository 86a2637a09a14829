import * as tf from '@tensorflow/tfjs-core';

/**
 * log Σ exp(x) over each row: x [R, N] → [R], without overflow for any finite x. The gradient is written out: it is the
 * softmax, and the detour over the maximum has none.
 */
export function logSumExp(x: tf.Tensor2D): tf.Tensor1D {
  const rows = tf.customGrad((...inputs) => {
    const [given, save] = inputs as unknown as [tf.Tensor2D, tf.GradSaveFunc];
    const largest = tf.max(given, 1, true);
    const powers = tf.exp(tf.sub(given, largest));
    const sums = tf.sum(powers, 1, true);
    save([powers, sums]);
    return { value: tf.squeeze(tf.add(largest, tf.log(sums)), [1]), gradFunc };
  });
  return rows(x) as tf.Tensor1D;
}

function gradFunc(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor {
  const [powers, sums] = saved as [tf.Tensor, tf.Tensor];
  return tf.mul(powers, tf.div(tf.expandDims(dy, 1), sums));
}
