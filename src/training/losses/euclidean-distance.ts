import * as tf from '@tensorflow/tfjs-core';

/** Distances below this count as this in the gradient: it is 0, not undefined, where both texts have one embedding. */
const EPSILON = 1e-8;

/** |u − v|, row by row: u and v [B, D] → [B]. The gradient is written out, ∂d/∂u = (u − v) / d. */
export function euclideanDistance(u: tf.Tensor2D, v: tf.Tensor2D): tf.Tensor1D {
  const distance = tf.customGrad((...inputs) => {
    const [a, b, save] = inputs as unknown as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
    const difference = tf.sub(a, b);
    const length = tf.sqrt(tf.sum(tf.square(difference), 1));
    save([difference, length]);
    return { value: length, gradFunc };
  });
  return distance(u, v) as tf.Tensor1D;
}

function gradFunc(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [difference, length] = saved as [tf.Tensor, tf.Tensor];
  const slope = tf.mul(difference, tf.expandDims(tf.div(dy, tf.maximum(length, EPSILON)), 1));
  return [slope, tf.neg(slope)];
}
