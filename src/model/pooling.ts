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
export function pool(mode: PoolingMode, tokens: tf.Tensor2D, batch: TokenTensors): tf.Tensor2D {
  return tf.tidy(() => {
    if (mode === 'max') return highest(tokens, batch);
    const [, positions, , starts, lengths] = batch;
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

/**
 * The highest of each column among a text's tokens: after the step of distance d, each place has the highest of the 2·d
 * that begin with it, as far as they are its text's. So memory is that of the places, however many texts there are.
 */
function highest(tokens: tf.Tensor2D, [, , texts, starts, lengths]: TokenTensors): tf.Tensor2D {
  const [rows, width] = texts.shape;
  const [places] = tokens.shape;
  // Texts are numbered within their row.
  const row = tf.mul(tf.range(0, rows, 1, 'int32'), tf.scalar(width + 1, 'int32'));
  const owner = tf.reshape(tf.add(texts, tf.reshape(row, [rows, 1])), [places, 1]) as tf.Tensor2D;
  let top = tokens;
  for (let distance = 1; distance < width; distance *= 2) {
    const other = tf.cast(tf.notEqual(owner, later(owner, distance)), 'float32');
    top = tf.maximum(top, tf.sub(later(top, distance), tf.mul(other, 1e9)));
  }
  const first = tf.minimum(tf.reshape(starts, [-1]), tf.scalar(places - 1, 'int32')) as tf.Tensor1D;
  return tf.mul(gatherRows(top, first), tf.cast(tf.greater(lengths, 0), 'float32'));
}

/** Moves rows up by `distance`; the first ones, which fall out, stand at the end. */
function later(x: tf.Tensor2D, distance: number): tf.Tensor2D {
  const [rows, width] = x.shape;
  const rest = tf.slice(x, [distance, 0], [rows - distance, width]);
  return tf.concat([rest, tf.slice(x, [0, 0], [distance, width])]);
}

/** Rows scaled to length 1, x [B, D] → [B, D]; a row of zeros stays zero. */
export function normalize(x: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const squared = tf.sum(tf.square(x), 1, true);
    return tf.mul(x, tf.rsqrt(tf.maximum(squared, 1e-24)));
  });
}
