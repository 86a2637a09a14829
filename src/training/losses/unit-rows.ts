import * as tf from '@tensorflow/tfjs-core';

/** Lengths below this count as this, as in `cosineDistance`; it keeps zero vectors out of a division. */
const EPSILON = 1e-8;

/**
 * Each row over its Euclidean length: x [B, D] → y [B, D]. The gradient is written out,
 * ∂L/∂x = (∂L/∂y − y (y·∂L/∂y)) / |x|, for speed; rows shorter than ε, where it differs, are noise.
 */
export function unitRows(x: tf.Tensor2D): tf.Tensor2D {
  const unit = tf.customGrad((...inputs) => {
    const [given, save] = inputs as unknown as [tf.Tensor2D, tf.GradSaveFunc];
    const length = tf.maximum(tf.sqrt(tf.sum(tf.square(given), 1, true)), EPSILON);
    const rows = tf.div(given, length);
    save([rows, length]);
    return { value: rows, gradFunc };
  });
  return unit(x) as tf.Tensor2D;
}

function gradFunc(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor {
  const [rows, length] = saved as [tf.Tensor, tf.Tensor];
  const along = tf.mul(rows, tf.sum(tf.mul(rows, dy), 1, true));
  return tf.div(tf.sub(dy, along), length);
}
