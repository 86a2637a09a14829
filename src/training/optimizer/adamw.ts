import * as tf from '@tensorflow/tfjs-core';
import { scaleByAdam } from './adam.ts';
import { clipByGlobalNorm } from './clip.ts';
import { chain, type Transform } from './transform.ts';

export interface AdamWOptions {
  readonly maxGradNorm: number;
  readonly weightDecay: number;
}

export interface Parameter {
  readonly shape: readonly number[];
  /** Whether weight decay pulls it towards zero. */
  readonly decays: boolean;
}

/**
 * Clipping, then AdamW (I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2019), as PyTorch
 * computes it: p ← p − rate · (m̂ / (√v̂ + ε) + decay · p).
 */
export function adamW(parameters: readonly Parameter[], options: AdamWOptions): Transform {
  return chain(
    clipByGlobalNorm(options.maxGradNorm),
    scaleByAdam(parameters.map(parameter => parameter.shape)),
    addDecayedWeights(
      parameters.map(parameter => parameter.decays),
      options.weightDecay,
    ),
    scaleByLearningRate(),
  );
}

/** Adds `rate` times the parameter to the update of those that decay. */
export function addDecayedWeights(decays: readonly boolean[], rate: number): Transform {
  return {
    state: [],
    update: (updates, { parameters }) =>
      updates.map((update, i) =>
        decays[i] && rate > 0 ? tf.add(update, tf.mul(parameters[i]!, rate)) : update,
      ),
  };
}

/** The last stage: updates become what is subtracted from the parameters. */
export function scaleByLearningRate(): Transform {
  return {
    state: [],
    update: (updates, { numbers }) => updates.map(update => tf.mul(update, numbers.learningRate)),
  };
}
