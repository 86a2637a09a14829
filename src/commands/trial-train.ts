import type { Engine } from '../engine/engine.ts';
import { toError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { EpochSummary, TrainingSummary } from '../report/result.ts';
import { stoppedWords } from '../report/stopped.ts';
import { restore, type Snapshot, snapshot } from '../training/checkpoint.ts';
import { fit } from '../training/fit.ts';
import type { TrainingInputs } from '../training/inputs.ts';
import { lossText } from '../training/losses/settings.ts';
import { createTrainer, type Trainer } from '../training/trainer.ts';
import { describeTune } from '../training/tuning.ts';
import { afterTraining } from './after-training.ts';
import type { TrialJob } from './job.ts';
import type { Scorer } from './scorer.ts';
import { Stopping } from './stopping.ts';
import type { TextIndex } from './text-index.ts';
import { trainingKey } from './training-key.ts';
import { type Best, Checkpoints, type Progress } from './trial-checkpoints.ts';
import type { TrialContext } from './trial-context.ts';
import type { Features } from './trial-features.ts';

/** The part of a job that training needs. */
type TrainJob = Pick<TrialJob, 'train'> & Partial<Pick<TrialJob, 'checkpoint'>>;

/** Where a run begins. */
const FRESH = { step: 0, totalSteps: 0, epoch: 1, batch: 0, epochEnd: false, lossSum: 0, lossCount: 0 };

/**
 * Trains, scores validation after each epoch, and leaves the model with the weights of the best epoch (the earliest
 * among equals). Stops by itself when the wall-time budget would not leave
 * enough to evaluate and save. With a folder for checkpoints, it goes on where a run with the same inputs was ended, and
 * gives the very weights that this one would have given.
 */
export async function trainBest(
  job: TrainJob,
  index: TextIndex,
  features: Features,
  engine: Engine,
  model: EmbeddingModel,
  scorer: Scorer,
  context: TrialContext,
  given?: Trainer,
): Promise<TrainingSummary> {
  const { emit, signal, watch } = context;
  const { tune } = job.train;
  const validate = () => watch.time('evaluate', () => scorer.validationAccuracy(signal));
  const after = await afterTraining(job, index, model, scorer, context, validate);
  // A head that was never trained is no candidate, however well it happens to score.
  let best: Best = { epoch: 0, accuracy: Number.NEGATIVE_INFINITY, weights: snapshot(model, tune) };

  const inputs = inputsOf(job, index, features, model);
  const checkpoints = await checkpointsOf(job, index, inputs, engine, model, best.weights, { emit, signal });
  const resumed = await checkpoints?.resume();
  const before = resumed?.progress;
  const epochs: EpochSummary[] = [...(before?.epochs ?? [])];
  let { step: steps, totalSteps: plannedSteps, epoch, batch, epochEnd, lossSum, lossCount } = before ?? FRESH;
  let physicalBatch = before?.physicalBatch ?? job.train.batch_size;
  best = resumed?.best ?? best;
  let stopped = before?.stopped;

  const progress = (ended = false): Progress => {
    const position = { step: steps, totalSteps: plannedSteps, epoch, batch, epochEnd };
    const scored = { lossSum, lossCount, epochs, physicalBatch };
    return { ...position, ...scored, ended, ...(ended && stopped && { stopped }) };
  };
  const stopping = new Stopping({ train: job.train, context, engine, after });
  const endEpoch = async () => {
    const summary = { epoch, loss: lossSum / lossCount, validationAccuracy: await validate() };
    epochs.push(summary);
    [lossSum, lossCount] = [0, 0];
    stopped ??= steps < plannedSteps ? stopping.epoch(epochs) : undefined;
    emit({ type: 'log', line: epochLine(summary, job.train.epochs) + stoppedWords({ stopped }) });
    if (summary.validationAccuracy > best.accuracy)
      best = { epoch, accuracy: summary.validationAccuracy, weights: snapshot(model, tune) };
  };

  if (!before?.ended) {
    const untrained = { ...job.train, totalSteps: 0, warmup: 0, inputs };
    const trainer = given ?? createTrainer(engine, model, untrained);
    if (resumed?.weights) restore(model, resumed.weights);
    const save = async () => {
      const state = () => checkpoints?.save(progress(), best, snapshot(model, tune), trainer.state());
      await watch.time('save', async () => state());
    };
    const iterator = fit({
      engine,
      model,
      options: job.train,
      examples: index.examples,
      inputs,
      signal,
      trainer,
      ...(before && resumed?.trainer && { from: { ...before, trainer: resumed.trainer } }),
    })[Symbol.asyncIterator]();
    try {
      // Ended after an epoch's last step, before it was scored.
      if (epochEnd && epochs.length < epoch) await endEpoch();
      while (!stopped) {
        const next = await watch.time('train', () => iterator.next());
        if (next.done) break;
        const event = next.value;
        ({ step: steps, totalSteps: plannedSteps, epoch, batch, epochEnd } = event);
        lossSum += event.loss;
        lossCount++;
        if (event.physicalBatch < physicalBatch) {
          emit({ type: 'log', line: outOfMemoryLine(physicalBatch, event.physicalBatch) });
          physicalBatch = event.physicalBatch;
        }
        emit({ type: 'progress', phase: 'train', done: steps, total: plannedSteps });
        stopped = stopping.step(event);
        if (epochEnd || stopped) await endEpoch();
        // What the budget ended says nothing of a run with more time.
        if (!stopped && event.reached && (epochEnd || checkpoints?.due)) await save();
      }
    } catch (thrown) {
      // The step that was interrupted was not begun.
      if (
        signal.aborted &&
        isInterruption(thrown, signal) &&
        checkpoints?.isNew({ step: steps, epoch, batch })
      )
        await save();
      throw thrown;
    } finally {
      await iterator.return(undefined);
      if (!given) trainer.dispose();
    }
    if (stopped !== 'budget') await watch.time('save', async () => checkpoints?.end(progress(true), best));
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

/** None without a folder for them. */
async function checkpointsOf(
  { train, checkpoint }: TrainJob,
  index: TextIndex,
  inputs: TrainingInputs,
  engine: Engine,
  model: EmbeddingModel,
  start: Snapshot,
  { emit, signal }: Pick<TrialContext, 'emit' | 'signal'>,
): Promise<Checkpoints | undefined> {
  if (checkpoint === undefined) return undefined;
  const key = await trainingKey(train, index, inputs, engine, model, start, signal);
  return new Checkpoints(checkpoint, key, train.checkpoint_every, emit);
}

function isInterruption(thrown: unknown, signal: AbortSignal): boolean {
  return thrown === signal.reason || toError(thrown).code === 'INTERRUPTED';
}

function inputsOf(
  job: TrainJob,
  index: TextIndex,
  features: Features,
  model: EmbeddingModel,
): TrainingInputs {
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
