import * as tf from '@tensorflow/tfjs-core';
import { cosineDistance } from './cosine-distance.ts';
import { euclideanDistance } from './euclidean-distance.ts';
import type { Loss } from './loss.ts';
import { weightedMean } from './weighted-mean.ts';

const DISTANCES = { cosine: cosineDistance, euclidean: euclideanDistance } as const;

export interface TripletOptions {
  readonly distance: keyof typeof DISTANCES;
  readonly margin: number;
}

/**
 * Mean over real rows of max(0, d(a, p) − d(a, n) + margin): the anchor is to be nearer to its positive than to its
 * negative, by the margin; with several negatives, the mean over them. sentence-transformers' `TripletLoss` by its
 * documentation (releases that take `pairwise_euclidean_sim` for the Euclidean distance turn its sign), after F.
 * Schroff, D. Kalenichenko and J. Philbin, "FaceNet: A Unified Embedding for Face Recognition and Clustering", 2015.
 */
export function triplet({ distance, margin }: TripletOptions): Loss {
  const between = DISTANCES[distance];
  return ([anchor, positive, ...negatives], _labels, weights) => {
    const near = tf.add(between(anchor!, positive!), margin);
    const costs = negatives.map(negative => tf.relu(tf.sub(near, between(anchor!, negative))));
    const [cost] = costs;
    return weightedMean(costs.length === 1 ? cost! : tf.mean(tf.stack(costs), 0), weights);
  };
}
