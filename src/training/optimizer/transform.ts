import type * as tf from '@tensorflow/tfjs-core';

/** Numbers that change from step to step; tensors, so that a traced step need not be traced again. */
export interface StepNumbers {
  readonly learningRate: tf.Scalar;
  /** 1 − β1^t and 1 − β2^t at the t-th update, counted from 1. */
  readonly meanCorrection: tf.Scalar;
  readonly squareCorrection: tf.Scalar;
  /** Global norm of the gradients, before clipping. */
  readonly gradientNorm: tf.Scalar;
}

/** What a step knows: the parameters as they are, in a fixed order, and the step's numbers. */
export interface Step {
  readonly parameters: readonly tf.Tensor[];
  readonly numbers: StepNumbers;
}

/**
 * One stage of an optimizer: gradients in, updates out, in the order of the parameters, each of its parameter's shape.
 * State, where there is any, is in `tf.Variable`s. The design of optax (DeepMind).
 */
export interface Transform {
  readonly state: readonly tf.Variable[];
  update(updates: readonly tf.Tensor[], step: Step): tf.Tensor[];
}

/** The stages one after the other. */
export function chain(...stages: readonly Transform[]): Transform {
  return {
    state: stages.flatMap(stage => stage.state),
    update: (updates, step) => stages.reduce((current, stage) => stage.update(current, step), [...updates]),
  };
}
