import type { Engine } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { batchOf, type Examples, type TrainingInputs } from './inputs.ts';
import type { TrainOptions } from './options.ts';
import { plan, usableExamples } from './plan.ts';
import { warmupSteps } from './schedule.ts';
import { createTrainer, type StepOutcome } from './trainer.ts';
import { eventLoopTurns } from './turn.ts';

export interface FitOptions {
  readonly engine: Engine;
  readonly model: EmbeddingModel;
  readonly options: TrainOptions;
  /** Indices into the unique texts of `inputs`, in the columns that the loss takes. */
  readonly examples: Examples;
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

/**
 * Trains the model in place and yields after every step; the caller decides about logging, validation and stopping,
 * which is leaving the loop. No dropout: a run is repeatable, and a head has none.
 *
 * @throws `LOSS_NOT_FINITE`; `DATA_ONE_CLASS` when the loss needs positive pairs and there are none; `INTERRUPTED`, or
 * the signal's own reason, once `signal` is aborted; and what `createTrainer` and its steps throw.
 */
export async function* fit({
  engine,
  model,
  options,
  examples: given,
  inputs,
  signal,
}: FitOptions): AsyncGenerator<StepEvent, void, undefined> {
  const turn = eventLoopTurns(TURN_EVERY);
  const examples = usableExamples(given, options.loss);
  if (examples.labels.length === 0) throw noPositives(options.loss);
  const planned = plan(examples, options);
  let totalSteps = 0;
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    await turn();
    if (signal?.aborted) throw interrupted(signal);
    totalSteps += planned.steps(epoch);
  }
  const warmup = warmupSteps(totalSteps, options.warmup_steps);
  const trainer = createTrainer(engine, model, { ...options, totalSteps, warmup, inputs });
  let step = 0;
  try {
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      const batches = planned.batches(epoch);
      for (const [i, rows] of batches.entries()) {
        await turn();
        if (signal?.aborted) throw interrupted(signal);
        const outcome = await trainer.step(batchOf(examples, rows));
        yield { ...outcome, step: ++step, totalSteps, epoch, epochEnd: i === batches.length - 1 };
      }
    }
  } finally {
    trainer.dispose();
  }
}

function noPositives(loss: string): FinetuneGateError {
  const what = `No training pair has label 1, and ${loss} learns from positive pairs alone.`;
  return new FinetuneGateError('DATA_ONE_CLASS', what, { remedy: 'Add positive pairs.' });
}

function interrupted(signal: AbortSignal): FinetuneGateError {
  const { reason } = signal;
  if (reason instanceof FinetuneGateError) return reason;
  return new FinetuneGateError('INTERRUPTED', 'Training was stopped.', { cause: reason });
}
