import * as tf from '@tensorflow/tfjs-core';

export type Activation = (x: tf.Tensor2D) => tf.Tensor2D;

/** Gaussian error linear unit (Hendrycks, Gimpel, 2016): x · Φ(x), with the error function itself. */
export function gelu(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

/** The same paper's approximation: x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))). */
export function geluTanh(x: tf.Tensor2D): tf.Tensor2D {
  const cube = tf.mul(tf.mul(x, tf.square(x)), 0.044715);
  const inner = tf.mul(tf.add(x, cube), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
}
