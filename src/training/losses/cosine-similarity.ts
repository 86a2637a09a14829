import * as tf from '@tensorflow/tfjs-core';
import { cosineDistance } from './cosine-distance.ts';
import type { Loss } from './loss.ts';
import { weightedMean } from './weighted-mean.ts';

/**
 * Mean over real rows of (cos(u, v) − y)², where the label y is a similarity from 0 to 1. sentence-transformers'
 * `CosineSimilarityLoss` with its defaults, after N. Reimers and I. Gurevych, "Sentence-BERT: Sentence Embeddings using
 * Siamese BERT-Networks", 2019, section 3 (regression).
 */
export function cosineSimilarity(): Loss {
  return ([u, v], labels, weights) => {
    const missing = tf.sub(tf.sub(1, labels), cosineDistance(u!, v!));
    return weightedMean(tf.square(missing), weights);
  };
}
