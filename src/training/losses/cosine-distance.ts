import * as tf from '@tensorflow/tfjs-core';

/** Lengths below this count as this, as in PyTorch's `cosine_similarity`; it keeps zero vectors out of a division. */
const EPSILON = 1e-8;

/**
 * d = 1 − u·v / (|u| |v|), row by row: u and v [B, D] → [B], from 0 (same direction) to 2. The gradient is written out,
 * ∂d/∂u = (1 − d) u / |u|² − v / (|u| |v|), since a step of a small head spends most of its time here.
 */
export function cosineDistance(u: tf.Tensor2D, v: tf.Tensor2D): tf.Tensor1D {
  const distance = tf.customGrad((...inputs) => {
    const [a, b, save] = inputs as unknown as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
    const aSquared = squaredLength(a);
    const bSquared = squaredLength(b);
    const product = tf.sqrt(tf.mul(clamped(aSquared), clamped(bSquared)));
    const cosine = tf.div(tf.sum(tf.mul(a, b), 1, true), product);
    save([a, b, aSquared, bSquared, product, cosine]);
    return { value: tf.sub(1, tf.squeeze(cosine, [1])), gradFunc };
  });
  return distance(u, v) as tf.Tensor1D;
}

function gradFunc(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [a, b, aSquared, bSquared, product, cosine] = saved as [tf.Tensor, tf.Tensor, ...tf.Tensor2D[]];
  const slope = tf.expandDims(dy, 1);
  const across = tf.div(slope, product!);
  const along = tf.mul(slope, cosine!);
  return [
    tf.sub(tf.mul(a, tf.div(along, unclamped(aSquared!))), tf.mul(b, across)),
    tf.sub(tf.mul(b, tf.div(along, unclamped(bSquared!))), tf.mul(a, across)),
  ];
}

function squaredLength(x: tf.Tensor2D): tf.Tensor {
  return tf.sum(tf.square(x), 1, true);
}

function clamped(squared: tf.Tensor): tf.Tensor {
  return tf.maximum(squared, EPSILON * EPSILON);
}

/** The squared length, or infinity where it was clamped: a constant length has no slope. */
function unclamped(squared: tf.Tensor): tf.Tensor {
  return tf.where(tf.greater(squared, EPSILON * EPSILON), squared, Number.POSITIVE_INFINITY);
}
