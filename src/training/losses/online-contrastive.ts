import * as tf from '@tensorflow/tfjs-core';
import { stopGradient } from '../stop-gradient.ts';
import { cosineDistance } from './cosine-distance.ts';
import type { Loss } from './loss.ts';

/** Larger than any cosine distance. */
const FAR = 1e9;

/**
 * Σ d² over hard positive pairs + Σ max(0, margin − d)² over hard negative pairs, where d is the cosine distance: a sum,
 * not a mean. sentence-transformers' `OnlineContrastiveLoss`, whose rule for what is hard is followed to the letter:
 *
 * - a negative is hard when closer than the furthest positive; with fewer than two positives in the batch, when closer
 *   than the mean negative;
 * - a positive is hard when further apart than the closest negative; with fewer than two negatives, when further apart
 *   than the mean positive.
 *
 * Both are strict, so a pair alone in its class is never harder than its own mean. A batch without positives still
 * pushes its closer half of negatives, and one without negatives still pulls its further half of positives.
 */
export function onlineContrastive(margin: number): Loss {
  return ([u, v], labels, weights) => {
    const distance = cosineDistance(u!, v!);
    const positive = tf.mul(labels, weights) as tf.Tensor1D;
    const negative = tf.sub(weights, positive) as tf.Tensor1D;
    const hardPositive = stopGradient(distance, d => hardPositives(d, positive, negative));
    const hardNegative = stopGradient(distance, d => hardNegatives(d, positive, negative));
    const pulled = tf.mul(hardPositive, tf.square(distance));
    const pushed = tf.mul(hardNegative, tf.square(tf.relu(tf.sub(margin, distance))));
    return tf.sum(tf.add(pulled, pushed)) as tf.Scalar;
  };
}

function hardPositives(distance: tf.Tensor1D, positive: tf.Tensor1D, negative: tf.Tensor1D): tf.Tensor {
  const closestNegative = tf.min(tf.where(tf.cast(negative, 'bool'), distance, FAR));
  const bar = tf.where(tf.greater(tf.sum(negative), 1), closestNegative, mean(distance, positive));
  return tf.mul(positive, tf.cast(tf.greater(distance, bar), 'float32'));
}

function hardNegatives(distance: tf.Tensor1D, positive: tf.Tensor1D, negative: tf.Tensor1D): tf.Tensor {
  const furthestPositive = tf.max(tf.where(tf.cast(positive, 'bool'), distance, -FAR));
  const bar = tf.where(tf.greater(tf.sum(positive), 1), furthestPositive, mean(distance, negative));
  return tf.mul(negative, tf.cast(tf.less(distance, bar), 'float32'));
}

/** Of the rows where `mask` is 1; of no row at all it is 0, which then selects nothing either. */
function mean(distance: tf.Tensor1D, mask: tf.Tensor1D): tf.Tensor {
  return tf.div(tf.sum(tf.mul(distance, mask)), tf.maximum(tf.sum(mask), 1));
}
