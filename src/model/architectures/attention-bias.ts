import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../gather-rows.ts';
import type { TokenTensors } from '../token-batch.ts';

/** Added to the attention score of another text's token: large enough to vanish, finite so that nothing is NaN. */
export const MASKED = -1e9;

/** Distances from here on share MPNet's last bucket. */
const FARTHEST = 128;

/** Keeps each token's attention inside its text: [R, W] → [R, 1, W, W]. Padding attends to padding. */
export function textMask(texts: TokenTensors[2]): tf.Tensor4D {
  const [rows, width] = texts.shape;
  const same = tf.equal(tf.reshape(texts, [rows, width, 1]), tf.reshape(texts, [rows, 1, width]));
  return tf.reshape(tf.mul(tf.sub(1, tf.cast(same, 'float32')), MASKED), [rows, 1, width, width]);
}

/**
 * Minus the distance of two tokens of a text times the head's slope: positions [R, W] → [R, heads, W, W]. What stands
 * between the tokens of different texts means nothing.
 *
 * Made of the positions, though the places in a row would do: what is made of constants a runtime computes once and keeps,
 * and for long rows that is a gigabyte.
 *
 * Source: O. Press, N. Smith, M. Lewis, “Train Short, Test Long: Attention with Linear Biases Enables Input Length
 * Extrapolation”, 2022, in both directions.
 */
export function linearBias(heads: number, positions: TokenTensors[1]): tf.Tensor4D {
  const [rows, width] = positions.shape;
  const places = tf.cast(positions, 'float32');
  const distances = tf.abs(
    tf.sub(tf.reshape(places, [rows, 1, width, 1]), tf.reshape(places, [rows, 1, 1, width])),
  );
  const slopes = tf.tensor(
    alibiSlopes(heads).map(slope => -slope),
    [1, heads, 1, 1],
  );
  return tf.mul(slopes, distances);
}

/**
 * ALiBi's slopes: 2^(−8/n), 2^(−16/n), … for n heads when n is a power of two; for other numbers, as the paper's own code
 * has it, those of the power below, then every other one of the power above.
 */
export function alibiSlopes(heads: number): number[] {
  const below = 2 ** Math.floor(Math.log2(heads));
  const geometric = (count: number) => Array.from({ length: count }, (_, i) => 2 ** ((-8 * (i + 1)) / count));
  const between = geometric(2 * below).filter((_, i) => i % 2 === 0);
  return [...geometric(below), ...between.slice(0, heads - below)];
}

/** A learned number for each head and each bucket of distances: table [buckets, heads] → [1, heads, W, W]. */
export function bucketBias(table: tf.Tensor2D, width: number): tf.Tensor4D {
  const [buckets, heads] = table.shape;
  const index = new Int32Array(width * width);
  for (let from = 0; from < width; from++) {
    for (let to = 0; to < width; to++) index[from * width + to] = distanceBucket(to - from, buckets);
  }
  const biases = gatherRows(table, tf.tensor1d(index, 'int32'));
  return tf.reshape(tf.transpose(biases), [1, heads, width, width]);
}

/**
 * The bucket of a distance: half of them for tokens after the one that attends; of each half one for each short
 * distance, and the rest ever wider, up to 128.
 *
 * Source: C. Raffel et al., “Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer”, 2020,
 * with the direction as MPNet has it. Rounded to float32 step by step, as PyTorch does, which decides at the edges.
 */
export function distanceBucket(distance: number, buckets: number): number {
  const half = Math.floor(buckets / 2);
  const single = Math.floor(half / 2);
  const far = Math.abs(distance);
  const start = distance > 0 ? half : 0;
  if (far < single) return start + far;
  const { fround, log, floor } = Math;
  const share = fround(fround(log(fround(far / single))) / fround(log(FARTHEST / single)));
  return start + Math.min(half - 1, single + floor(fround(share * (half - single))));
}
