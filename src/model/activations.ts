import * as tf from '@tensorflow/tfjs-core';

export type Activation = (x: tf.Tensor2D) => tf.Tensor2D;

/**
 * Gaussian error linear unit (Hendrycks, Gimpel, 2016): x · Φ(x), with the error function itself.
 *
 * It carries its own gradient, Φ(x) + x · φ(x) = (1 + erf(h) + 2/√π · h · exp(−h²)) / 2 with h = x/√2. That takes nothing
 * of the value's but x, so that the value can be one kernel, and fewer passes than to differentiate it step by step.
 */
export function gelu(x: tf.Tensor2D): tf.Tensor2D {
  const unit = tf.customGrad((...inputs) => {
    const [input, save] = inputs as unknown as [tf.Tensor2D, tf.GradSaveFunc];
    save([input]);
    const value = tf.mul(tf.mul(input, 0.5), tf.add(tf.erf(tf.mul(input, Math.SQRT1_2)), 1));
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const h = tf.mul(saved[0]!, Math.SQRT1_2);
      // Where exp(h²) overflows, h over it is 0, as it should be.
      const bell = tf.mul(tf.div(h, tf.exp(tf.square(h))), 2 / Math.sqrt(Math.PI));
      return tf.mul(tf.mul(dy, 0.5), tf.add(tf.add(tf.erf(h), 1), bell));
    };
    return { value, gradFunc };
  });
  return unit(x) as tf.Tensor2D;
}

export function relu(x: tf.Tensor2D): tf.Tensor2D {
  return tf.relu(x);
}

/** The same paper's approximation: x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))). */
export function geluTanh(x: tf.Tensor2D): tf.Tensor2D {
  const cube = tf.mul(tf.mul(x, tf.square(x)), 0.044715);
  const inner = tf.mul(tf.add(x, cube), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
}
