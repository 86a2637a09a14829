import { join } from 'node:path';
import type { SplitName, Splits } from '../data/pair.ts';
import { subset } from '../data/subset.ts';
import type { Engine } from '../engine/engine.ts';
import type { ErrorCode } from '../error-codes.ts';
import { toError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { SweepPoint } from '../sweep/point.ts';
import { saveCheckpoint } from '../training/checkpoint.ts';
import { LOSS_DEFAULTS, type TrainOptions } from '../training/options.ts';
import { usableExamples } from '../training/plan.ts';
import type { Trainer } from '../training/trainer.ts';
import { describeTune, finishTuning, startTuning } from '../training/tuning.ts';
import { loadBase } from './load-base.ts';
import { formatSeconds } from './progress.ts';
import { Scorer } from './scorer.ts';
import type { SweepHeads } from './sweep-heads.ts';
import type { SweepJob } from './sweep-job.ts';
import { type EncoderPasses, type MissingTrial, type TrialRecord, weightsFolder } from './sweep-records.ts';
import type { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';
import type { Features } from './trial-features.ts';
import { parametersOf } from './trial-summary.ts';
import { trainBest } from './trial-train.ts';

/** What all points of one seed share: the largest subset that any of them trains on, and its texts' embeddings. */
export interface Group {
  readonly splits: Splits;
  readonly index: TextIndex;
  readonly features: Features;
}

interface Means {
  readonly engine: Engine;
  readonly heads: SweepHeads;
}

const LATE = 'the wall-time budget was spent';

/** Of a trial by itself: a rate that is too high, an encoder that is too large, a budget that has no time for it. */
const OWN_FAULTS: ReadonlySet<ErrorCode> = new Set([
  'LOSS_NOT_FINITE',
  'THRESHOLD_UNDEFINED',
  'ENGINE_OUT_OF_MEMORY',
  'BUDGET_EXCEEDED',
]);

const LOSS_KEYS = ['margin', 'scale', 'symmetric', 'distance'] as const;

/** A point's part of `train`: settings that its loss has not are another loss's. */
export function trainOf(train: TrainOptions, point: Omit<SweepPoint, 'id'>): TrainOptions {
  const own = { ...train };
  for (const key of LOSS_KEYS) if (!(key in LOSS_DEFAULTS[point.loss])) delete own[key];
  const { loss, tune, seed, epochs, learningRate: learning_rate } = point;
  return { ...own, loss, tune, seed, epochs, learning_rate };
}

/**
 * Trains and evaluates a point as a run of its own would, and keeps its weights.
 *
 * @returns why there is no result, where its settings or the budget are to blame: others may well have one
 */
export async function trialOf(
  job: SweepJob,
  point: SweepPoint,
  { splits, index: all, features }: Group,
  { engine, heads }: Means,
  context: TrialContext,
): Promise<TrialRecord | MissingTrial> {
  const late = { id: point.id, reason: LATE, code: 'BUDGET_EXCEEDED' } as const;
  if (context.deadline.left() <= 0) return late;
  const started = performance.now();
  const { examples = splits.train.examples, seed } = point;
  const index = all.withTrain(subset(splits.train, examples, seed));
  const own = { ...job, train: trainOf(job.train, point) };
  const learner = await learnerOf(own, point, features, heads);
  const { model } = learner;
  const { signal, watch } = context;
  try {
    const scorer = new Scorer(own, index, engine, model, features);
    const quiet = { ...context, emit: () => {} };
    const training = await trainBest(own, index, features, engine, model, scorer, quiet, learner.trainer);
    // Cut short, it says nothing of its settings.
    if (training.stopped === 'budget') return late;
    const weights = weightsFolder(point.id);
    const meta = { epoch: training.bestEpoch, trial: point.id };
    await watch.time('save', () => saveCheckpoint(join(job.folder, weights), model, own.train.tune, meta));
    finishTuning(model);
    const before = scorer.encoded;
    const judged = await watch.time('evaluate', () => scorer.judged('candidate', signal));
    const again = scorer.encoded - before;
    return {
      point,
      examples,
      training,
      ...judged,
      dimensions: model.dimensions,
      parameters: parametersOf(model),
      weights,
      passes: passesOf(own.train, index, training.epochs.length, scorer.encoded, again),
      seconds: (performance.now() - started) / 1000,
    };
  } catch (thrown) {
    const { code, message } = toError(thrown);
    if (signal.aborted || !OWN_FAULTS.has(code)) throw thrown;
    return code === 'BUDGET_EXCEEDED' ? late : { id: point.id, reason: message, code };
  } finally {
    learner.dispose();
  }
}

/** @param scored texts that went through the whole model to be scored, `again` of them for the last time */
function passesOf(
  train: TrainOptions,
  index: TextIndex,
  epochs: number,
  scored: number,
  again: number,
): EncoderPasses {
  const { texts, labels } = usableExamples(index.examples, train.loss);
  const of = (...splits: SplitName[]) => index.textsOf(splits).length;
  return {
    done: train.tune === 'head' ? 0 : epochs * texts.length * labels.length + scored,
    // A run scores validation by itself besides.
    again: train.tune === 'head' ? 0 : again + of('validation'),
    everyEpoch: train.epochs * of('train') + of('validation', 'test'),
  };
}

interface PointLearner {
  readonly model: EmbeddingModel;
  readonly trainer?: Trainer;
  readonly dispose: () => void;
}

/** A head over the base that all share, or a base of its own where the encoder learns. */
async function learnerOf(
  job: Pick<SweepJob, 'root' | 'model' | 'fetched' | 'train'>,
  { dimensions }: SweepPoint,
  features: Features,
  heads: SweepHeads,
): Promise<PointLearner> {
  const { train } = job;
  if (train.tune === 'head' && dimensions !== undefined) {
    const inputs = { kind: 'features', features: features.matrix, dimensions: features.dimensions } as const;
    return { ...heads.get(dimensions, train, inputs), dispose: () => {} };
  }
  const model = await loadBase(job, { seed: train.seed, dimensions });
  try {
    startTuning(model, train);
  } catch (thrown) {
    model.dispose();
    throw thrown;
  }
  return { model, dispose: () => model.dispose() };
}

/** One trial in the log. */
export function trialLine({ point, examples, validation, dimensions, seconds }: TrialRecord): string {
  const { base, learningRate, loss, tune, seed, epochs } = point;
  const settings = [
    base,
    `${examples} examples`,
    `${dimensions} dimensions`,
    `learning rate ${learningRate}`,
    loss,
    describeTune(tune),
    `seed ${seed}`,
    `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`,
  ];
  const accuracy = (100 * validation.metrics.accuracy).toFixed(2);
  return `${settings.join(', ')}: accuracy on validation ${accuracy} % (${formatSeconds(seconds)})`;
}
