import * as tf from '@tensorflow/tfjs-core';

export type PoolingMode = 'cls' | 'mean' | 'max';

/**
 * One embedding per text: tokens [B, T, H] and mask [B, T] (1 for real tokens) → [B, H]. A row without any real token
 * gives zeros under `mean` and `max`.
 *
 * Source: sentence-transformers' Pooling, texts padded on the right.
 */
export function pool(mode: PoolingMode, tokens: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const [batch, , hidden] = tokens.shape;
    if (mode === 'cls') return tf.reshape(tf.slice(tokens, [0, 0, 0], [batch, 1, hidden]), [batch, hidden]);
    const real = tf.expandDims(mask, 2);
    if (mode === 'mean') {
      const count = tf.maximum(tf.sum(mask, 1, true), 1e-9);
      return tf.div(tf.sum(tf.mul(tokens, real), 1), count) as tf.Tensor2D;
    }
    const highest = tf.max(tf.add(tokens, tf.mul(tf.sub(real, 1), 1e9)), 1);
    return tf.mul(highest, tf.max(mask, 1, true)) as tf.Tensor2D;
  });
}

/** Rows scaled to length 1, x [B, D] → [B, D]; a row of zeros stays zero. */
export function normalize(x: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const squared = tf.sum(tf.square(x), 1, true);
    return tf.mul(x, tf.rsqrt(tf.maximum(squared, 1e-24)));
  });
}
