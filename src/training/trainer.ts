import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { batchTensors, embed } from './batch.ts';
import type { Batch, TrainingInputs } from './inputs.ts';
import { lossByName } from './losses/by-name.ts';
import { biasCorrections } from './optimizer/adam.ts';
import { adamW } from './optimizer/adamw.ts';
import { applyGradients } from './optimizer/apply.ts';
import type { TrainOptions } from './options.ts';
import { warmupLinear } from './schedule.ts';
import { trainable } from './trainable.ts';

type Settings = Pick<
  TrainOptions,
  'tune' | 'loss' | 'margin' | 'batch_size' | 'learning_rate' | 'weight_decay' | 'max_grad_norm'
>;

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
}

export interface Trainer {
  /**
   * Trains on one batch of at most `batch_size` pairs.
   *
   * @throws `LOSS_NOT_FINITE`, after which the weights are of no use.
   */
  step(batch: Batch): Promise<StepOutcome>;
  /** Frees the optimizer's state; the model stays. */
  dispose(): void;
}

/** Training as single steps, over batches that the caller chooses; `fit` chooses them for a whole run. */
export function createTrainer(engine: Engine, model: EmbeddingModel, options: TrainerOptions): Trainer {
  const parameters = trainable(model, options.tune);
  const variables = parameters.map(parameter => parameter.variable);
  const optimizer = adamW(
    parameters.map(({ variable, decays }) => ({ shape: variable.shape, decays })),
    { maxGradNorm: options.max_grad_norm, weightDecay: options.weight_decay },
  );
  const loss = lossByName(options.loss);

  const compiled = engine.compile((...inputs: readonly tf.Tensor[]) => {
    const [labels, weights, learningRate, meanCorrection, squareCorrection, ...texts] = inputs as [
      tf.Tensor1D,
      tf.Tensor1D,
      tf.Scalar,
      tf.Scalar,
      tf.Scalar,
      ...tf.Tensor[],
    ];
    const { value, grads } = tf.variableGrads(() => {
      const [u, v] = tf.split(embed(model, texts), 2) as [tf.Tensor2D, tf.Tensor2D];
      return loss(u, v, labels, weights, options.margin);
    }, variables);
    // A variable that the loss does not reach has no gradient at all.
    const gradients = variables.map(variable => grads[variable.name] ?? tf.zerosLike(variable));
    const numbers = { learningRate, meanCorrection, squareCorrection };
    return tf.stack([value, applyGradients(optimizer, variables, gradients, numbers)]);
  });

  let taken = 0;
  return {
    async step(batch) {
      const rate = options.learning_rate * warmupLinear(taken, options.totalSteps, options.warmup);
      taken++;
      const { mean, square } = biasCorrections(taken);
      const { texts, labels, weights } = batchTensors(
        batch,
        options.batch_size,
        options.inputs,
        model.tokenizer.padId,
      );
      const inputs = [labels, weights, tf.scalar(rate), tf.scalar(mean), tf.scalar(square), ...texts];
      const result = await compiled(...inputs);
      const [value, gradientNorm] = (await result.data()) as unknown as [number, number];
      tf.dispose([inputs, result]);
      if (!Number.isFinite(value) || !Number.isFinite(gradientNorm)) throw notFinite(taken, rate, value);
      return { loss: value, learningRate: rate, gradientNorm };
    },
    dispose() {
      tf.dispose([...optimizer.state]);
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
