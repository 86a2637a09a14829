import * as tf from '@tensorflow/tfjs-core';
import type { Transform } from './transform.ts';

const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const EPSILON = 1e-8;

/** 1 − β^t for both averages, by which they fall short of a mean at the t-th update, counted from 1. */
export function biasCorrections(t: number): { mean: number; square: number } {
  return { mean: 1 - MEAN_DECAY ** t, square: 1 - SQUARE_DECAY ** t };
}

/**
 * Gradient g → m̂ / (√v̂ + 1e-8), where m and v are the running averages of g and g² with β 0.9 and 0.999, and the hat
 * is their bias correction (D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015).
 */
export function scaleByAdam(shapes: readonly (readonly number[])[]): Transform {
  const averages = () => shapes.map(shape => tf.tidy(() => tf.variable(tf.zeros([...shape]), false)));
  const means = averages();
  const squares = averages();
  return {
    state: [...means, ...squares],
    update: (updates, { numbers }) =>
      updates.map((gradient, i) => {
        const mean = average(means[i]!, gradient, MEAN_DECAY);
        const square = average(squares[i]!, tf.square(gradient), SQUARE_DECAY);
        const root = tf.sqrt(tf.div(square, numbers.squareCorrection));
        return tf.div(tf.div(mean, numbers.meanCorrection), tf.add(root, EPSILON));
      }),
  };
}

/** Moves the running average towards `value`, and returns where it is now. */
function average(current: tf.Variable, value: tf.Tensor, decay: number): tf.Tensor {
  const next = tf.add(tf.mul(current, decay), tf.mul(value, 1 - decay));
  current.assign(next);
  return next;
}
