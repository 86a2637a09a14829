import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { type Accumulation, accumulation } from './accumulate.ts';
import type { Batch, TrainingInputs } from './inputs.ts';
import { lossByName } from './losses/by-name.ts';
import type { LossOptions } from './losses/settings.ts';
import { biasCorrections } from './optimizer/adam.ts';
import { adamW } from './optimizer/adamw.ts';
import type { TrainOptions } from './options.ts';
import { isOutOfMemory, pairsAfter } from './out-of-memory.ts';
import { warmupLinear } from './schedule.ts';
import { type Learner, type NumberTensors, wholeStep } from './step.ts';
import { trainable } from './trainable.ts';
import { assertMatryoshka } from './tuning.ts';
import { MOST_UNROLLED, type Numbers, unrolledFloats, unrolledSteps } from './unrolled.ts';

type Settings = Pick<TrainOptions, 'tune' | 'batch_size' | 'weight_decay' | 'max_grad_norm'> & LossOptions;

/** What one run has of its own. */
export interface Run {
  readonly totalSteps: number;
  readonly warmup: number;
  readonly learning_rate: number;
  /** Of the same kind in all runs of a trainer. */
  readonly inputs: TrainingInputs;
}

export type TrainerOptions = Settings & Run;

export interface StepOutcome {
  readonly loss: number;
  readonly learningRate: number;
  /** Global norm of the gradients, before clipping. */
  readonly gradientNorm: number;
  /**
   * Examples that were computed at once: `batch_size`, until memory does not suffice for it. The step is the whole
   * batch's all the same.
   */
  readonly physicalBatch: number;
}

/** What a trainer has beside the weights; with them, it takes the very steps that it would have taken. */
export interface TrainerState {
  /** Steps taken. */
  readonly taken: number;
  readonly physicalBatch: number;
  /** Copies of the optimizer's variables, in its order. */
  readonly optimizer: readonly Float32Array[];
}

export interface Trainer {
  /**
   * Trains on one batch of at most `batch_size` examples. When the engine runs out of memory, the step is taken in
   * parts of half as many, and so are all that follow; to rounding, they are the steps that whole batches would take.
   *
   * @throws `LOSS_NOT_FINITE`, after which the weights are of no use; `ENGINE_OUT_OF_MEMORY` when a single example is
   * too much, and what else the engine throws, with the weights as they were.
   */
  step(batch: Batch): Promise<StepOutcome>;
  /**
   * The same for several batches in a row, which a head over features may take in one call. Throws as `step` does, and
   * then the steps before the one at fault may have been taken.
   */
  steps(batches: readonly Batch[]): Promise<StepOutcome[]>;
  /**
   * Begins another run with the same settings: forgets the optimizer's state and counts steps from 0. The weights are
   * the caller's to set. What was compiled is kept, so that a sweep compiles once for each shape.
   */
  restart(run: Run): void;
  state(): TrainerState;
  /**
   * Goes on from a state that a trainer with the same settings had in the same run.
   *
   * @throws `INTERNAL` when it is of other settings
   */
  resume(state: TrainerState): void;
  /** Frees the optimizer's state; the model stays. */
  dispose(): void;
}

/**
 * Training as single steps, over batches that the caller chooses; `fit` chooses them for a whole run.
 *
 * @throws `CONFIG_INVALID` when `matryoshka` asks for more dimensions than the model has.
 */
export function createTrainer(engine: Engine, model: EmbeddingModel, options: TrainerOptions): Trainer {
  assertMatryoshka(model, options.matryoshka);
  const parameters = trainable(model, options.tune);
  const optimizer = adamW(
    parameters.map(({ variable, decays }) => ({ shape: variable.shape, decays })),
    { maxGradNorm: options.max_grad_norm, weightDecay: options.weight_decay },
  );
  const learner: Learner = {
    engine,
    model,
    inputs: options.inputs,
    variables: parameters.map(parameter => parameter.variable),
    optimizer,
    loss: lossByName(options),
  };
  const whole = wholeStep(learner);
  // An eager engine has nothing to gain, and could not take back the steps before one that fails.
  const traced = engine.info.name === 'onnxruntime';
  const unrolled = traced && options.inputs.kind === 'features' ? unrolledSteps(learner) : undefined;
  let inParts: Accumulation | undefined;
  let physicalBatch = options.batch_size;

  const fittingMemory = async (batch: Batch, numbers: NumberTensors): Promise<tf.Tensor> => {
    while (true) {
      try {
        if (physicalBatch === options.batch_size) return await whole(batch, physicalBatch, numbers);
        inParts ??= accumulation(learner);
        return await inParts.step(batch, physicalBatch, numbers);
      } catch (error) {
        physicalBatch = pairsAfter(error, physicalBatch);
      }
    }
  };

  let run: Run = options;
  let taken = 0;
  const next = (): Numbers => {
    const rate = run.learning_rate * warmupLinear(taken, run.totalSteps, run.warmup);
    taken++;
    const { mean, square } = biasCorrections(taken);
    return [rate, mean, square];
  };
  const outcome = (
    step: number,
    learningRate: number,
    [loss, gradientNorm]: ArrayLike<number> & Iterable<number>,
  ) => {
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) throw notFinite(step, learningRate, loss!);
    return { loss: loss!, learningRate, gradientNorm: gradientNorm!, physicalBatch };
  };

  const trainer: Trainer = {
    async step(batch) {
      const numbers = next();
      const scalars = tf.tidy(() => numbers.map(number => tf.scalar(number))) as unknown as NumberTensors;
      try {
        const result = await fittingMemory(batch, scalars);
        const values = (await result.data()) as Float32Array;
        result.dispose();
        return outcome(taken, numbers[0], values);
      } finally {
        tf.dispose([...scalars]);
      }
    },
    async steps(batches) {
      const together =
        unrolled &&
        physicalBatch === options.batch_size &&
        batches.length > 1 &&
        unrolledFloats(learner.inputs, batches, physicalBatch) <= MOST_UNROLLED;
      const first = taken;
      if (together) {
        try {
          const numbers = batches.map(next);
          const result = await unrolled(batches, physicalBatch, numbers);
          const values = (await result.data()) as Float32Array;
          result.dispose();
          return batches.map((_, i) =>
            outcome(first + i + 1, numbers[i]![0], values.subarray(2 * i, 2 * i + 2)),
          );
        } catch (error) {
          taken = first;
          // One by one, a step copes with too little memory.
          if (!isOutOfMemory(error)) throw error;
        }
      }
      const outcomes: StepOutcome[] = [];
      for (const batch of batches) outcomes.push(await trainer.step(batch));
      return outcomes;
    },
    restart(fresh) {
      run = fresh;
      taken = 0;
      physicalBatch = options.batch_size;
      learner.inputs = fresh.inputs;
      tf.tidy(() => {
        for (const variable of optimizer.state) variable.assign(tf.zerosLike(variable));
      });
    },
    state: () => ({
      taken,
      physicalBatch,
      optimizer: optimizer.state.map(variable => (variable.dataSync() as Float32Array).slice()),
    }),
    resume(state) {
      if (optimizer.state.some(({ size }, i) => size !== state.optimizer[i]?.length))
        throw new FinetuneGateError('INTERNAL', 'The optimizer’s state is of other parameters.');
      ({ taken, physicalBatch } = state);
      tf.tidy(() => {
        for (const [i, variable] of optimizer.state.entries())
          variable.assign(tf.tensor(state.optimizer[i]!.slice(), variable.shape));
      });
    },
    dispose() {
      tf.dispose([...optimizer.state]);
      inParts?.dispose();
    },
  };
  return trainer;
}

function notFinite(step: number, learningRate: number, loss: number): FinetuneGateError {
  const what = Number.isFinite(loss) ? 'A gradient' : `The loss (${loss})`;
  return new FinetuneGateError(
    'LOSS_NOT_FINITE',
    `${what} is not finite at step ${step}, learning rate ${learningRate.toPrecision(3)}.`,
  );
}
