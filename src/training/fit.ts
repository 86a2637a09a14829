import type { Engine } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { TrainingInputs } from './inputs.ts';
import type { TrainOptions } from './options.ts';
import { epochOrder } from './sampler.ts';
import { warmupSteps } from './schedule.ts';
import { createTrainer, type StepOutcome } from './trainer.ts';
import { eventLoopTurns } from './turn.ts';

export interface FitOptions {
  readonly engine: Engine;
  readonly model: EmbeddingModel;
  readonly options: TrainOptions;
  /** Indices into the unique texts of `inputs`, and labels 0 or 1. */
  readonly pairs: {
    readonly first: Int32Array;
    readonly second: Int32Array;
    readonly labels: Uint8Array;
  };
  readonly inputs: TrainingInputs;
  readonly signal?: AbortSignal;
}

/** One step taken. Steps and epochs count from 1. */
export interface StepEvent extends StepOutcome {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  /** Whether this was the epoch's last step. */
  readonly epochEnd: boolean;
}

/** Milliseconds of work after which the event loop gets a turn. */
const TURN_EVERY = 5;

/** Steps of one epoch: the last batch may be smaller than the others. */
export function stepsPerEpoch(pairs: number, batchSize: number): number {
  return Math.ceil(pairs / batchSize);
}

/**
 * Trains the model in place and yields after every step; the caller decides about logging, validation and stopping,
 * which is leaving the loop. No dropout: a run is repeatable, and a head has none.
 *
 * @throws `LOSS_NOT_FINITE`; `INTERRUPTED`, or the signal's own reason, once `signal` is aborted.
 */
export async function* fit({
  engine,
  model,
  options,
  pairs,
  inputs,
  signal,
}: FitOptions): AsyncGenerator<StepEvent, void, undefined> {
  const perEpoch = stepsPerEpoch(pairs.labels.length, options.batch_size);
  const totalSteps = perEpoch * options.epochs;
  const warmup = warmupSteps(totalSteps, options.warmup_steps);
  const trainer = createTrainer(engine, model, { ...options, totalSteps, warmup, inputs });
  const turn = eventLoopTurns(TURN_EVERY);
  try {
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      const order = epochOrder(pairs.labels.length, options.seed, epoch);
      for (let i = 0; i < perEpoch; i++) {
        await turn();
        if (signal?.aborted) throw interrupted(signal);
        const rows = order.subarray(i * options.batch_size, (i + 1) * options.batch_size);
        const outcome = await trainer.step({
          first: rows.map(row => pairs.first[row]!),
          second: rows.map(row => pairs.second[row]!),
          labels: rows.map(row => pairs.labels[row]!),
        });
        const step = (epoch - 1) * perEpoch + i + 1;
        yield { ...outcome, step, totalSteps, epoch, epochEnd: i === perEpoch - 1 };
      }
    }
  } finally {
    trainer.dispose();
  }
}

function interrupted(signal: AbortSignal): FinetuneGateError {
  const { reason } = signal;
  if (reason instanceof FinetuneGateError) return reason;
  return new FinetuneGateError('INTERRUPTED', 'Training was stopped.', { cause: reason });
}
