import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { FinetuneGateError } from '../errors.ts';
import type { CostSummary } from '../report/result.ts';
import { survivors } from '../sweep/halving.ts';
import type { SweepPoint } from '../sweep/point.ts';
import { withinBudget } from './budget-guard.ts';
import { makeScratch } from './scratch.ts';
import type { Share } from './sweep-job.ts';
import { type OpenSweep, onRung } from './sweep-open.ts';
import type { MissingTrial, SweepFindings } from './sweep-records.ts';
import { SweepWorkers } from './sweep-workers.ts';

// The seams between a sweep on one machine and one on many. `sweep` is open, train, finish; a matrix is `plan`: open and
// shards of it, `trial`: open, encode or train a shard and write what was found, `collect`: open, read, finish.

export { type FinishOptions, finishSweep } from './sweep-finish.ts';
export type { Share } from './sweep-job.ts';
export { type OpenSweep, openSweep } from './sweep-open.ts';

/**
 * Encodes into `options.cacheDir` the texts of the share that the points need of a base model.
 *
 * @returns what was run through the model
 * @throws FinetuneGateError USAGE without a folder to keep them in
 */
export async function encodeShare(sweep: OpenSweep, base: string, share: Share): Promise<CostSummary> {
  const { cacheDir, signal } = sweep.options;
  if (cacheDir === undefined)
    throw new FinetuneGateError('USAGE', 'Texts that are encoded ahead need a folder.', {
      remedy: 'Name one with --cache-dir (input: cache-dir).',
    });
  const workers = new SweepWorkers(sweep, { store: cacheDir, folder: '', total: 0 });
  const points = sweep.points.filter(point => point.base === base);
  return withinBudget(sweep.config.budget.wall_time, sweep.watch, signal, own =>
    workers.encodeShare(base, points, share, own),
  );
}

/**
 * Trains and scores some of the points, and of halving those that follow from them: each different text once for a base
 * model, then as many workers as the machine has cores. Weights of each trial are written below `folder`.
 *
 * @throws FinetuneGateError what ended the first trial where none has a result, and what a worker throws
 */
export async function trainPoints(
  sweep: OpenSweep,
  points: readonly SweepPoint[],
  folder: string,
): Promise<SweepFindings> {
  const { options, config, watch, digest } = sweep;
  const given = options.cacheDir ?? sweep.scratch;
  const store = given ?? (await makeScratch());
  const later = (sweep.rungs ?? []).slice(1).reduce((sum, rung) => sum + rung.trials, 0);
  const workers = new SweepWorkers(sweep, { store, folder, total: points.length + later });
  try {
    await withinBudget(config.budget.wall_time, watch, options.signal, signal =>
      trainRounds(sweep, points, workers, signal),
    );
  } finally {
    if (given === undefined) await rm(store, { recursive: true, force: true });
  }
  const { shared, ...found } = workers.found();
  if (found.trials.length === 0) throw nothing(found.missing);
  const both = createHash('sha256').update(`${digest}\n${shared.fingerprint}`).digest('hex');
  return { ...found, shared: { ...shared, digest: `sha256:${both}` } };
}

/** One round, or those of halving: the best of each by the metric on validation go on. */
async function trainRounds(
  { config, rungs: rounds = [] }: OpenSweep,
  points: readonly SweepPoint[],
  workers: SweepWorkers,
  signal: AbortSignal,
): Promise<void> {
  const { sweep } = config;
  let round = points;
  for (let rung = 0; round.length > 0; rung++) {
    if (rung === 0 || sweep.resource === 'examples') await workers.encode(round, signal);
    const trials = await workers.train(round, signal);
    const next = rounds[rung + 1];
    if (!next) return;
    const best = survivors(trials, next.trials, trial => trial.validation.metrics[sweep.maximize]);
    round = best.map(({ point }) => onRung(point, sweep, next));
  }
}

function nothing([first]: readonly MissingTrial[]): FinetuneGateError {
  const { id = '', reason = 'nothing was tried', code = 'INTERNAL' } = first ?? {};
  return new FinetuneGateError(code, `No trial of the sweep has a result; ${id}: ${reason}`);
}
