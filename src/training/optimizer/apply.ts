import * as tf from '@tensorflow/tfjs-core';
import { globalNorm } from './clip.ts';
import type { StepNumbers, Transform } from './transform.ts';

/** Takes one step: variables ← variables − updates. Returns the norm of the gradients before clipping. */
export function applyGradients(
  optimizer: Transform,
  variables: readonly tf.Variable[],
  gradients: readonly tf.Tensor[],
  numbers: Omit<StepNumbers, 'gradientNorm'>,
): tf.Scalar {
  const gradientNorm = globalNorm(gradients);
  const step = { parameters: variables, numbers: { ...numbers, gradientNorm } };
  const updates = optimizer.update(gradients, step);
  for (const [i, variable] of variables.entries()) variable.assign(tf.sub(variable, updates[i]!));
  return gradientNorm;
}
