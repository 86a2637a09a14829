import * as tf from '@tensorflow/tfjs-core';

/**
 * `compute(x)` as a constant: nothing in it is differentiated, and its gradient is zero. Masks are made this way, since
 * tfjs defines no gradient for comparisons.
 */
export function stopGradient<T extends tf.Tensor>(x: T, compute: (x: T) => tf.Tensor): tf.Tensor {
  return tf.customGrad(input => ({
    value: compute(input as T),
    gradFunc: () => tf.zeros(x.shape, x.dtype),
  }))(x);
}
