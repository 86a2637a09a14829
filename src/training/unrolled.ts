import * as tf from '@tensorflow/tfjs-core';
import { batchRows, featureRows } from './batch.ts';
import type { Batch, TrainingInputs } from './inputs.ts';
import { gradientStep, type Learner } from './step.ts';

/** Learning rate and the two bias corrections of one step. */
export type Numbers = readonly [learningRate: number, mean: number, square: number];

/**
 * Takes as many steps as there are batches, each padded to `rows` rows, one after the other in one compiled function: a
 * step of a small head takes no longer than handing its tensors to the engine does.
 *
 * @returns [steps, 2]: losses, and global norms of the gradients before clipping.
 * @throws what compiled functions throw; then neither the model nor the optimizer has changed.
 */
export type TakeSteps = (
  batches: readonly Batch[],
  rows: number,
  numbers: readonly Numbers[],
) => Promise<tf.Tensor>;

/** Features of the steps that are taken together: 64 MiB. A step over more is long beside what handing it over takes. */
export const MOST_UNROLLED = 2 ** 24;

/** Numbers in the features of the batches, each padded to `rows` rows. */
export function unrolledFloats(inputs: TrainingInputs, batches: readonly Batch[], rows: number): number {
  if (inputs.kind !== 'features') return 0;
  return batches.reduce((sum, { texts }) => sum + texts.length * rows * inputs.dimensions, 0);
}

/** For a learner whose inputs are features. */
export function unrolledSteps(learner: Learner): TakeSteps {
  const compiled = learner.engine.compile(
    (features: tf.Tensor3D, labels: tf.Tensor2D, weights: tf.Tensor2D, numbers: tf.Tensor2D) => {
      const outcomes = Array.from({ length: features.shape[0] }, (_, step) => {
        const own = { texts: [at(features, step)], labels: at(labels, step), weights: at(weights, step) };
        const row = at(numbers, step);
        return gradientStep(learner, own, [at(row, 0), at(row, 1), at(row, 2)]);
      });
      return tf.stack(outcomes);
    },
  );
  return async (batches, rows, numbers) => {
    const { inputs } = learner;
    if (inputs.kind !== 'features') throw new Error('only steps over features are unrolled');
    const parts = batches.map(batch => batchRows(batch, rows));
    const texts = parts.map(part => part.texts);
    const given = [
      tf.tensor3d(featureRows(inputs, texts), [batches.length, texts[0]!.length, inputs.dimensions]),
      stacked(parts.map(part => part.labels)),
      stacked(parts.map(part => part.weights)),
      tf.tensor2d(numbers.flat(), [batches.length, 3]),
    ] as const;
    try {
      return await compiled(...given);
    } finally {
      tf.dispose([...given]);
    }
  };
}

const stacked = (rows: readonly Float32Array[]): tf.Tensor2D =>
  tf.tensor2d(Float32Array.from(rows.flatMap(row => [...row])), [rows.length, rows[0]!.length]);

/** A tensor's part at an index of its first axis, which it loses. */
function at(tensor: tf.Tensor3D, index: number): tf.Tensor2D;
function at(tensor: tf.Tensor2D, index: number): tf.Tensor1D;
function at(tensor: tf.Tensor1D, index: number): tf.Scalar;
function at(tensor: tf.Tensor, index: number): tf.Tensor {
  const [, ...rest] = tensor.shape;
  const start = [index, ...rest.map(() => 0)];
  return tf.reshape(tf.slice(tensor, start, [1, ...rest]), rest);
}
