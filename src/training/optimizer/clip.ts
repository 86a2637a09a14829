import * as tf from '@tensorflow/tfjs-core';
import type { Transform } from './transform.ts';

/** Keeps the division finite when every gradient is zero; PyTorch's `clip_grad_norm_` adds the same. */
const EPSILON = 1e-6;

/** Euclidean norm of all tensors laid end to end. */
export function globalNorm(tensors: readonly tf.Tensor[]): tf.Scalar {
  return tf.sqrt(tf.addN(tensors.map(tensor => tf.sum(tf.square(tensor))))) as tf.Scalar;
}

/** Scales all gradients by min(1, maximum / (norm + 1e-6)), as PyTorch's `clip_grad_norm_` does. */
export function clipByGlobalNorm(maximum: number): Transform {
  return {
    state: [],
    update(updates, { numbers }) {
      const scale = tf.minimum(1, tf.div(maximum, tf.add(numbers.gradientNorm, EPSILON)));
      return updates.map(update => tf.mul(update, scale));
    },
  };
}
