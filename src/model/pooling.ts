import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from './gather-rows.ts';
import type { TokenTensors } from './token-batch.ts';

export type PoolingMode = 'cls' | 'mean' | 'max';

/**
 * One embedding per text: token embeddings [T, H] of texts in T places, `positions` [T] of the tokens in their texts,
 * and `starts` and `lengths` [B, 1] of the texts → [B, H]. A text without tokens gives zeros.
 *
 * Source: sentence-transformers' Pooling.
 */
export function pool(
  mode: PoolingMode,
  tokens: tf.Tensor2D,
  [, positions, , starts, lengths]: TokenTensors,
): tf.Tensor2D {
  return tf.tidy(() => {
    if (mode === 'max') return highest(tokens, starts, lengths, positions.shape[1]);
    const [places] = tokens.shape;
    const place = tf.reshape(tf.range(0, places, 1, 'int32'), [1, places]);
    const member = tf.mul(
      tf.cast(tf.greaterEqual(place, starts), 'float32'),
      tf.cast(tf.less(place, tf.add(starts, lengths)), 'float32'),
    );
    if (mode === 'cls') {
      const first = tf.cast(tf.equal(tf.reshape(positions, [1, places]), 0), 'float32');
      return tf.matMul(tf.mul(member, first) as tf.Tensor2D, tokens);
    }
    // A product with the matrix of who belongs to whom adds up each text's tokens, and is its own gradient's form.
    const sum = tf.matMul(member as tf.Tensor2D, tokens);
    return tf.div(sum, tf.maximum(tf.cast(lengths, 'float32'), 1)) as tf.Tensor2D;
  });
}

/** The highest of each column among a text's tokens, of which there are at most `width`. */
function highest(tokens: tf.Tensor2D, starts: tf.Tensor2D, lengths: tf.Tensor2D, width: number): tf.Tensor2D {
  const [texts] = lengths.shape;
  const [places, hidden] = tokens.shape;
  const offset = tf.reshape(tf.range(0, width, 1, 'int32'), [1, width]);
  const index = tf.minimum(tf.add(starts, offset), tf.scalar(places - 1, 'int32')) as tf.Tensor2D;
  const own = tf.reshape(gatherRows(tokens, tf.reshape(index, [texts * width])), [texts, width, hidden]);
  const outside = tf.sub(tf.cast(tf.less(offset, lengths), 'float32'), 1);
  const top = tf.max(tf.add(own, tf.mul(tf.expandDims(outside, 2), 1e9)), 1);
  return tf.mul(top, tf.cast(tf.greater(lengths, 0), 'float32')) as tf.Tensor2D;
}

/** Rows scaled to length 1, x [B, D] → [B, D]; a row of zeros stays zero. */
export function normalize(x: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const squared = tf.sum(tf.square(x), 1, true);
    return tf.mul(x, tf.rsqrt(tf.maximum(squared, 1e-24)));
  });
}
