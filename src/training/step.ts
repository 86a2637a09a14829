import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { type BatchTensors, batchTensors, columns, embed } from './batch.ts';
import type { Batch, TrainingInputs } from './inputs.ts';
import type { Loss } from './losses/loss.ts';
import { applyGradients } from './optimizer/apply.ts';
import type { StepNumbers, Transform } from './optimizer/transform.ts';

/** What every way of taking a step works on. */
export interface Learner {
  readonly engine: Engine;
  readonly model: EmbeddingModel;
  /** Of one kind throughout; which texts they hold may change. */
  inputs: TrainingInputs;
  /** What trains, in the order of the optimizer's parameters. */
  readonly variables: tf.Variable[];
  readonly optimizer: Transform;
  readonly loss: Loss;
}

/** The step's numbers as compiled functions take them. */
export type NumberTensors = readonly [
  learningRate: StepNumbers['learningRate'],
  meanCorrection: StepNumbers['meanCorrection'],
  squareCorrection: StepNumbers['squareCorrection'],
];

/**
 * Takes one step of the optimizer on a batch, with at most `rows` examples in memory at once.
 *
 * @returns [2]: the loss, and the global norm of the gradients before clipping.
 * @throws what compiled functions throw; then neither the model nor the optimizer has changed.
 */
export type TakeStep = (batch: Batch, rows: number, numbers: NumberTensors) => Promise<tf.Tensor>;

/** The whole batch, padded to `rows` rows, in one compiled function. */
export function wholeStep(learner: Learner): TakeStep {
  const { engine, model } = learner;
  const compiled = engine.compile((...given: readonly tf.Tensor[]) => {
    const [rate, mean, square, labels, weights, ...texts] = given as [
      ...NumberTensors,
      tf.Tensor1D,
      tf.Tensor1D,
      ...tf.Tensor[],
    ];
    return gradientStep(learner, { texts, labels, weights }, [rate, mean, square]);
  });
  return async (batch, rows, numbers) => {
    const { texts, labels, weights } = batchTensors(batch, rows, learner.inputs, model.tokenizer.padId);
    const given = [labels, weights, ...texts];
    try {
      return await compiled(...numbers, ...given);
    } finally {
      tf.dispose(given);
    }
  };
}

/** Forward, backward and update; what a step returns. Part of a compiled function. */
export function gradientStep(
  learner: Learner,
  { texts, labels, weights }: BatchTensors,
  numbers: NumberTensors,
): tf.Tensor {
  const { model, inputs, variables, loss } = learner;
  const { value, grads } = tf.variableGrads(
    () => loss(columns(embed(model, inputs, texts), labels.size), labels, weights),
    variables,
  );
  // A variable that the loss does not reach has no gradient at all.
  const gradients = variables.map(variable => grads[variable.name] ?? tf.zerosLike(variable));
  return update(learner, value, gradients, numbers);
}

/** Applies the gradients; what a step returns. Part of a compiled function. */
export function update(
  { optimizer, variables }: Learner,
  loss: tf.Tensor,
  gradients: readonly tf.Tensor[],
  [learningRate, meanCorrection, squareCorrection]: NumberTensors,
): tf.Tensor {
  const numbers = { learningRate, meanCorrection, squareCorrection };
  return tf.stack([loss, applyGradients(optimizer, variables, gradients, numbers)]);
}
