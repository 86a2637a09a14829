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
import { pairsAfter } from './out-of-memory.ts';
import { warmupLinear } from './schedule.ts';
import { type Learner, type NumberTensors, wholeStep } from './step.ts';
import { trainable } from './trainable.ts';

type Settings = Pick<
  TrainOptions,
  'tune' | 'batch_size' | 'learning_rate' | 'weight_decay' | 'max_grad_norm'
> &
  LossOptions;

export interface TrainerOptions extends Settings {
  readonly totalSteps: number;
  readonly warmup: number;
  readonly inputs: TrainingInputs;
}

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

export interface Trainer {
  /**
   * Trains on one batch of at most `batch_size` examples. When the engine runs out of memory, the step is taken in
   * parts of half as many, and so are all that follow; to rounding, they are the steps that whole batches would take.
   *
   * @throws `LOSS_NOT_FINITE`, after which the weights are of no use; `ENGINE_OUT_OF_MEMORY` when a single example is
   * too much, and what else the engine throws, with the weights as they were.
   */
  step(batch: Batch): Promise<StepOutcome>;
  /** Frees the optimizer's state; the model stays. */
  dispose(): void;
}

/**
 * Training as single steps, over batches that the caller chooses; `fit` chooses them for a whole run.
 *
 * @throws `CONFIG_INVALID` when `matryoshka` asks for more dimensions than the model has.
 */
export function createTrainer(engine: Engine, model: EmbeddingModel, options: TrainerOptions): Trainer {
  const most = Math.max(0, ...(options.matryoshka ?? []));
  if (most > model.dimensions)
    throw new FinetuneGateError(
      'CONFIG_INVALID',
      `train.matryoshka names ${most} dimensions, but the model has ${model.dimensions}.`,
      { remedy: 'Leave out what is larger.' },
    );
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

  let taken = 0;
  return {
    async step(batch) {
      const learningRate = options.learning_rate * warmupLinear(taken, options.totalSteps, options.warmup);
      taken++;
      const { mean, square } = biasCorrections(taken);
      const numbers = [tf.scalar(learningRate), tf.scalar(mean), tf.scalar(square)] as const;
      try {
        const result = await fittingMemory(batch, numbers);
        const [loss, gradientNorm] = (await result.data()) as unknown as [number, number];
        result.dispose();
        if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm))
          throw notFinite(taken, learningRate, loss);
        return { loss, learningRate, gradientNorm, physicalBatch };
      } finally {
        tf.dispose([...numbers]);
      }
    },
    dispose() {
      tf.dispose([...optimizer.state]);
      inParts?.dispose();
    },
  };
}

function notFinite(step: number, learningRate: number, loss: number): FinetuneGateError {
  const what = Number.isFinite(loss) ? 'A gradient' : `The loss (${loss})`;
  return new FinetuneGateError(
    'LOSS_NOT_FINITE',
    `${what} is not finite at step ${step}, learning rate ${learningRate.toPrecision(3)}.`,
  );
}
