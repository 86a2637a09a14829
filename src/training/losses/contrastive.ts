import * as tf from '@tensorflow/tfjs-core';
import { cosineDistance } from './cosine-distance.ts';
import type { Loss } from './loss.ts';
import { rowCount } from './weighted-mean.ts';

/**
 * 0.5 · mean over real rows of y·d² + (1 − y)·max(0, margin − d)², where d is the cosine distance: positive pairs are
 * pulled together, negative ones pushed apart up to the margin. sentence-transformers' `ContrastiveLoss` with its
 * defaults, after R. Hadsell, S. Chopra and Y. LeCun, "Dimensionality Reduction by Learning an Invariant Mapping", 2006.
 */
export function contrastive(margin: number): Loss {
  return ([u, v], labels, weights) => {
    const distance = cosineDistance(u!, v!);
    const pulled = tf.mul(labels, tf.square(distance));
    const pushed = tf.mul(tf.sub(1, labels), tf.square(tf.relu(tf.sub(margin, distance))));
    const total = tf.sum(tf.mul(weights, tf.add(pulled, pushed)));
    return tf.div(tf.mul(0.5, total), rowCount(weights)) as tf.Scalar;
  };
}
