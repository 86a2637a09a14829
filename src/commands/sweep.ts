import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { FinetuneGateError } from '../errors.ts';
import type { SweepSummary } from '../report/sweep.ts';
import { balance, type SweepPoint, sweepPoints } from '../sweep/plan.ts';
import { baseInside, fetchUnlessFolder } from './base-folder.ts';
import { withinBudget } from './budget-guard.ts';
import { parseCacheLimit } from './cache-limit.ts';
import type { CheckOptions } from './check-options.ts';
import { engineChoice } from './engine-choice.ts';
import type { Emit, Execute, SweepJob } from './job.ts';
import { prepareOutput } from './output-folder.ts';
import { progressReporter } from './progress.ts';
import { makeScratch } from './scratch.ts';
import { Stopwatch } from './stopwatch.ts';
import { inWorker } from './supervise.ts';
import { sweepSummary } from './sweep-result.ts';
import { insideRoot, openWorkspace } from './workspace.ts';
import { writeSweep } from './write-report.ts';

/**
 * Trains a head for every point of the configuration's `sweep`: each unique text is encoded once, then as many workers
 * as the machine has cores train over those embeddings.
 *
 * @throws FinetuneGateError when the configuration, the data or the model is at fault, or the run was ended
 */
export async function runSweep(options: CheckOptions): Promise<SweepSummary> {
  const watch = new Stopwatch();
  const scratch = await makeScratch();
  try {
    const output = await prepareOutput(resolve(options.directory, options.output));
    const workspace = await openWorkspace(options.directory, options.config);
    await insideRoot(workspace.root, workspace.configName);
    const config = await loadConfig(workspace.configFile, workspace.configName);
    const points = pointsOf(config, workspace.configName);
    const model = await baseInside(workspace, config.model);
    const limit = config.budget.wall_time;
    const job: SweepJob = {
      kind: 'sweep',
      root: workspace.root,
      data: config.data,
      model: config.model,
      train: config.train,
      evaluate: config.evaluate,
      engine: engineChoice(options),
      cacheDir: options.cacheDir ?? scratch,
      ...(options.cacheLimit !== undefined && { cacheLimit: parseCacheLimit(options.cacheLimit) }),
      points,
      encodeOnly: false,
    };
    const found = await withinBudget(limit, watch, options.signal, async signal => {
      const emit = emitter(options);
      const fetched = await fetchUnlessFolder(model, options, workspace, { signal, emit });
      const left = limit === undefined ? {} : { secondsLeft: limit - watch.elapsed() };
      const whole = { ...job, ...(fetched && { fetched }), ...left };
      return { job: whole, ...(await inParts(whole, options, signal)) };
    });
    const ids = points.map(point => point.id);
    const seconds = { heads: found.heads, total: watch.elapsed() };
    const summary = sweepSummary(found.job, found.encoded, found.trained, ids, seconds);
    await writeSweep(output, summary);
    return summary;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function pointsOf({ sweep = {}, data, model, train }: Config, file: string): SweepPoint[] {
  const { dimensions } = model;
  if (train.tune !== 'head' || dimensions === undefined) {
    throw new FinetuneGateError('CONFIG_INVALID', 'A sweep trains heads, but `train.tune` is not head.', {
      place: { file },
      remedy: 'Set `train.tune: head`.',
    });
  }
  const points = sweepPoints(sweep, {
    dimensions,
    learningRate: train.learning_rate,
    seed: train.seed,
    ...(data.examples !== undefined && { examples: data.examples }),
  });
  const least = points.reduce((size, point) => Math.min(size, point.dimensions), Number.POSITIVE_INFINITY);
  const most = Math.max(0, ...(train.matryoshka ?? []));
  if (most > least)
    throw new FinetuneGateError(
      'CONFIG_INVALID',
      `train.matryoshka names ${most} dimensions, but the sweep tries heads of ${least}.`,
      { place: { file }, remedy: 'Leave out what is larger than the smallest head.' },
    );
  return points;
}

/** The encoding first; then the points dealt to workers of one thread each, since a head's step keeps one core busy. */
async function inParts(job: SweepJob, options: CheckOptions, signal: AbortSignal) {
  const execute: Execute = options.execute ?? inWorker();
  const begun = performance.now();
  const encoded = await execute({ ...job, encodeOnly: true }, emitter(options), signal);
  const started = performance.now();
  const { secondsLeft } = job;
  const left = secondsLeft === undefined ? {} : { secondsLeft: secondsLeft - (started - begun) / 1000 };
  const weight = ({ examples = encoded.examples, dimensions }: SweepPoint) =>
    examples * (dimensions + FIXED_COST);
  const workers = encoded.engine.gpu ? 1 : availableParallelism();
  const parts = balance(job.points, workers, weight);
  const engine = parts.length > 1 ? { ...job.engine, threads: 1 } : job.engine;
  // One that fails ends the others: half a sweep is no answer.
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const trained = trainedTogether(emitter(options), job.points.length);
  const settled = await Promise.allSettled(
    parts.map(async points => {
      try {
        return await execute({ ...job, ...left, engine, points }, trained(), either);
      } catch (thrown) {
        if (!failure.signal.aborted) failure.abort(thrown);
        throw thrown;
      }
    }),
  );
  if (failure.signal.aborted) throw failure.signal.reason;
  const reports = settled.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  return { encoded, trained: reports, heads: (performance.now() - started) / 1000 };
}

/** An `Emit` for each worker; their progress is told as that of all trials. */
function trainedTogether(emit: Emit, total: number): () => Emit {
  let all = 0;
  return () => event => {
    if (event.type === 'log') return emit(event);
    // What else a worker does is quick, for the texts are in the store.
    if (event.type === 'progress' && event.phase === 'sweep') emit({ ...event, done: ++all, total });
  };
}

const emitter = ({ log, progress }: CheckOptions) => progressReporter(log, progress);

/** What a step costs whatever the head's size, in outputs of a head. */
const FIXED_COST = 100;
