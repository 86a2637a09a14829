import type { Engine } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { batchOf, type Examples, type TrainingInputs } from './inputs.ts';
import type { TrainOptions } from './options.ts';
import { plan, usableExamples } from './plan.ts';
import { warmupSteps } from './schedule.ts';
import { createTrainer, type StepOutcome, type Trainer, type TrainerState } from './trainer.ts';
import { eventLoopTurns } from './turn.ts';

export interface FitOptions {
  readonly engine: Engine;
  readonly model: EmbeddingModel;
  readonly options: TrainOptions;
  /** Indices into the unique texts of `inputs`, in the columns that the loss takes. */
  readonly examples: Examples;
  readonly inputs: TrainingInputs;
  readonly signal?: AbortSignal;
  /** Made for this model and these options, but for what a run has of its own; stays the caller's. */
  readonly trainer?: Trainer;
  /** Where a run with the same inputs was left, whose weights the model has: the steps that it took are not taken again. */
  readonly from?: Position & { readonly trainer: TrainerState };
}

/** Between two steps. The order of an epoch depends on nothing but seed and epoch, so this is all of the sampler's state. */
export interface Position {
  /** Steps taken. */
  readonly step: number;
  readonly epoch: number;
  /** Batches of the epoch that were taken. */
  readonly batch: number;
}

/** One step taken. Steps and epochs count from 1. */
export interface StepEvent extends StepOutcome, Position {
  readonly totalSteps: number;
  /** Whether this was the epoch's last step. */
  readonly epochEnd: boolean;
  /** Whether the weights are those after this step: some steps are taken together, and are told one by one. */
  readonly reached: boolean;
}

/** Steps of a head that are taken together; what is left of an epoch is taken one by one. */
const TOGETHER = 4;

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
  trainer: reused,
  from,
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
  const run = { totalSteps, warmup, learning_rate: options.learning_rate, inputs };
  const trainer = reused ?? createTrainer(engine, model, { ...options, ...run });
  reused?.restart(run);
  const together = inputs.kind === 'features' ? TOGETHER : 1;
  let step = from?.step ?? 0;
  try {
    if (from) trainer.resume(from.trainer);
    for (let epoch = from?.epoch ?? 1; epoch <= options.epochs; epoch++) {
      const batches = planned.batches(epoch);
      // Steps are left off where some were taken together, so that the same ones are from here on.
      for (let at = epoch === from?.epoch ? from.batch : 0; at < batches.length; ) {
        await turn();
        if (signal?.aborted) throw interrupted(signal);
        const count = batches.length - at >= together ? together : 1;
        const part = batches.slice(at, at + count).map(rows => batchOf(examples, rows));
        const outcomes = await trainer.steps(part);
        at += count;
        for (const [i, outcome] of outcomes.entries()) {
          const reached = i === count - 1;
          const epochEnd = reached && at === batches.length;
          const batch = at - count + i + 1;
          yield { ...outcome, step: ++step, totalSteps, epoch, batch, epochEnd, reached };
        }
      }
    }
  } finally {
    if (!reused) trainer.dispose();
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
