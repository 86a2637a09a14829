import type { Engine } from '../engine/engine.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { EpochSummary, TrainingSummary } from '../report/result.ts';
import { restore, saveCheckpoint, snapshot } from '../training/checkpoint.ts';
import { type FitOptions, fit } from '../training/fit.ts';
import { lossText } from '../training/losses/settings.ts';
import type { Trainer } from '../training/trainer.ts';
import { describeTune } from '../training/tuning.ts';
import { afterTraining } from './after-training.ts';
import type { TrialJob } from './job.ts';
import type { Scorer } from './scorer.ts';
import { Stopping, type StopReason } from './stopping.ts';
import type { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';
import type { Features } from './trial-features.ts';

/** The part of a job that training needs. */
type TrainJob = Pick<TrialJob, 'train'> & Partial<Pick<TrialJob, 'checkpoint'>>;

/**
 * Trains, scores validation after each epoch, and leaves the model with the weights of the best epoch (the earliest
 * among equals). Stops by itself when the wall-time budget would not leave
 * enough to evaluate and save.
 */
export async function trainBest(
  job: TrainJob,
  index: TextIndex,
  features: Features,
  engine: Engine,
  model: EmbeddingModel,
  scorer: Scorer,
  context: TrialContext,
  trainer?: Trainer,
): Promise<TrainingSummary> {
  const { emit, signal, watch } = context;
  const { tune } = job.train;
  const validate = () => watch.time('evaluate', () => scorer.validationAccuracy(signal));
  const after = await afterTraining(job, index, model, scorer, context, validate);
  // A head that was never trained is no candidate, however well it happens to score.
  let best = { epoch: 0, accuracy: Number.NEGATIVE_INFINITY, weights: snapshot(model, tune) };

  const epochs: EpochSummary[] = [];
  let [steps, plannedSteps, lossSum, lossCount] = [0, 0, 0, 0];
  const stopping = new Stopping({ train: job.train, context, engine, after });
  let stopped: StopReason | undefined;
  let physicalBatch = job.train.batch_size;
  const events = fit({
    engine,
    model,
    options: job.train,
    examples: index.examples,
    inputs: inputsOf(job, index, features, model),
    signal,
    ...(trainer && { trainer }),
  });
  const iterator = events[Symbol.asyncIterator]();
  try {
    while (!stopped) {
      const next = await watch.time('train', () => iterator.next());
      if (next.done) break;
      const event = next.value;
      [steps, plannedSteps] = [event.step, event.totalSteps];
      lossSum += event.loss;
      lossCount++;
      if (event.physicalBatch < physicalBatch) {
        emit({ type: 'log', line: outOfMemoryLine(physicalBatch, event.physicalBatch) });
        physicalBatch = event.physicalBatch;
      }
      emit({ type: 'progress', phase: 'train', done: steps, total: plannedSteps });
      stopped = stopping.step(event);
      if (!event.epochEnd && !stopped) continue;
      const summary = { epoch: event.epoch, loss: lossSum / lossCount, validationAccuracy: await validate() };
      epochs.push(summary);
      [lossSum, lossCount] = [0, 0];
      emit({ type: 'log', line: epochLine(summary, job.train.epochs) });
      stopped ??= steps < plannedSteps ? stopping.epoch(epochs) : undefined;
      if (summary.validationAccuracy > best.accuracy) {
        best = { epoch: event.epoch, accuracy: summary.validationAccuracy, weights: snapshot(model, tune) };
        // A run that is ended from outside leaves its best epoch behind.
        const folder = job.checkpoint;
        if (folder !== undefined)
          await watch.time('save', () => saveCheckpoint(folder, model, tune, { epoch: event.epoch }));
      }
    }
  } finally {
    await iterator.return(undefined);
  }
  restore(model, best.weights);
  const { matryoshka } = job.train;
  return {
    tune: describeTune(tune),
    loss: lossText(job.train),
    seed: job.train.seed,
    epochs,
    steps,
    plannedSteps,
    bestEpoch: best.epoch,
    ...(matryoshka && {
      matryoshka: await watch.time('evaluate', () => scorer.validationByDimensions(matryoshka, signal)),
    }),
    ...(physicalBatch < job.train.batch_size && {
      accumulation: { batchSize: job.train.batch_size, physicalBatch },
    }),
    ...(stopped && { stopped }),
  };
}

function inputsOf(
  job: TrainJob,
  index: TextIndex,
  features: Features,
  model: EmbeddingModel,
): FitOptions['inputs'] {
  if (job.train.tune === 'head') {
    // Every text has its row, and in the order of the index.
    return { kind: 'features', features: features.matrix, dimensions: features.dimensions };
  }
  return { kind: 'tokens', tokens: index.texts.map(text => model.tokenizer.encode(text, model.maxLength)) };
}

function outOfMemoryLine(before: number, now: number): string {
  const pairs = (count: number) => `${count} ${count === 1 ? 'pair' : 'pairs'}`;
  return `Out of memory at ${pairs(before)}; training in parts of ${pairs(now)}, gradients accumulated to the same batch`;
}

function epochLine({ epoch, loss, validationAccuracy }: EpochSummary, epochs: number): string {
  return `Epoch ${epoch} of ${epochs}: loss ${loss.toFixed(4)}, validation accuracy ${(100 * validationAccuracy).toFixed(2)} %`;
}
