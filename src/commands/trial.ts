import { rm } from 'node:fs/promises';
import { loadData } from '../data/load.ts';
import type { LoadedData, PairTable } from '../data/pair.ts';
import type { Engine } from '../engine/engine.ts';
import { openEngine } from '../engine/select.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { saveModel } from '../model/save.ts';
import { checkLossFormat } from '../training/losses/accepts.ts';
import { assertTunable, finishTuning, startTuning } from '../training/tuning.ts';
import { changeAgainst } from './data-change.ts';
import { Deadline } from './deadline.ts';
import type { Emit, TrialJob, TrialReport } from './job.ts';
import { loadBase } from './load-base.ts';
import { confidentMistakes } from './mistakes.ts';
import { Scorer } from './scorer.ts';
import { Stopwatch } from './stopwatch.ts';
import { TextIndex } from './text-index.ts';
import { assertThresholdData } from './threshold-data.ts';
import type { TrialContext } from './trial-context.ts';
import { baseFeatures } from './trial-features.ts';
import { precisionAgreement } from './trial-precision.ts';
import { modelSummary } from './trial-summary.ts';
import { trainBest } from './trial-train.ts';

/**
 * The main job: pairs and a base model in, a fine-tuned model and its evaluation beside the base model's out.
 * Stops before the engine starts when the data has findings that fail the run by themselves.
 */
export async function runTrial(job: TrialJob, emit: Emit, signal: AbortSignal): Promise<TrialReport> {
  const watch = new Stopwatch();
  const deadline = new Deadline(job.secondsLeft);
  const { seed } = job.train;
  const onProgress = (done: number, total: number) =>
    emit({ type: 'progress', phase: 'read', done: megabytes(done), total: megabytes(total) });
  const data = await watch.time('data', () => loadData(job.data, job.root, { seed, signal, onProgress }));
  const { base } = job;
  const change = base && (await watch.time('data', () => changeAgainst(base, data.read, signal)));
  const report = { kind: 'trial', data: summarise(data), ...change } as const;
  if (job.data.fail_on.some(kind => data.findingCounts[kind] > 0)) {
    return { ...report, times: watch.times() };
  }
  assertThresholdData(job.evaluate, job.data, data);
  checkLossFormat(job.train.loss, data.format);

  const engine = await openEngine(job.engine, line => emit({ type: 'log', line }));
  try {
    const model = await loadBase(job, { seed, dimensions: job.model.dimensions });
    try {
      assertTunable(model, job.train.tune);
      return {
        ...report,
        trained: await trainAndScore(job, data, engine, model, { emit, signal, watch, deadline }),
        times: watch.times(),
      };
    } finally {
      model.dispose();
    }
  } finally {
    engine.dispose();
  }
}

async function trainAndScore(
  job: TrialJob,
  data: LoadedData,
  engine: Engine,
  model: EmbeddingModel,
  context: TrialContext,
): Promise<NonNullable<TrialReport['trained']>> {
  const { watch, signal } = context;
  const index = new TextIndex(data.splits);
  const { features, cost } = await watch.time('encode', () =>
    baseFeatures(job, engine, model, index, context),
  );
  const agreement = await watch.time('encode', () =>
    precisionAgreement(job, engine, model, index, features, context),
  );
  const scorer = new Scorer(job, index, engine, model, features);
  const baseModel = await watch.time('evaluate', async () => scorer.baseModel());
  startTuning(model, job.train);
  const summary = modelSummary(job, model, agreement);
  const training = await trainBest(job, index, features, engine, model, scorer, context);
  finishTuning(model);
  const candidate = await watch.time('evaluate', () => scorer.candidate(signal));
  await watch.time('save', () => saveModel(model, job.output, ''));
  await rm(job.checkpoint, { recursive: true, force: true });
  return {
    engine: engine.info,
    model: summary,
    training,
    candidate,
    baseModel,
    mistakes: confidentMistakes(data.splits.test, candidate),
    cost,
  };
}

function summarise({ splits, read: _, ...data }: LoadedData): TrialReport['data'] {
  const size = ({ length, labels }: PairTable) => ({
    pairs: length,
    positives: labels.reduce((sum, label) => sum + label, 0),
  });
  const { train, validation, test } = splits;
  return {
    ...data,
    splits: { train: size(train), validation: size(validation), test: size(test) },
    examples: train.examples,
  };
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
