import { availableParallelism } from 'node:os';
import type { CostSummary } from '../report/result.ts';
import { balance, workOf } from '../sweep/plan.ts';
import type { SweepPoint } from '../sweep/point.ts';
import { baseInside, fetchUnlessFolder } from './base-folder.ts';
import { parseCacheLimit } from './cache-limit.ts';
import { engineChoice } from './engine-choice.ts';
import type { Emit, Execute } from './job.ts';
import { progressReporter } from './progress.ts';
import { sliceColumns } from './slice-columns.ts';
import { Stopwatch } from './stopwatch.ts';
import { inWorker } from './supervise.ts';
import { bySeed } from './sweep-data.ts';
import type { Share, SweepJob, SweepReport } from './sweep-job.ts';
import { modelOf, type OpenSweep } from './sweep-open.ts';
import type { MissingTrial, SweepBase, SweepFindings, TrialRecord } from './sweep-records.ts';

export interface WorkersOptions {
  /** Folder of the embeddings. */
  readonly store: string;
  /** Receives each trial's weights. */
  readonly folder: string;
  /** Trials of all rounds. */
  readonly total: number;
}

type Base = { readonly job: SweepJob; readonly found: SweepBase };

/** Of the wall time, and seconds at most and at least: kept for evaluating what is chosen. */
const RESERVE = { share: 0.1, most: 60, least: 1 } as const;

/** The workers of a sweep on this machine, and what they found so far. */
export class SweepWorkers {
  readonly #sweep: OpenSweep;
  readonly #options: WorkersOptions;
  readonly #execute: Execute;
  readonly #emit: Emit;
  readonly #watch = new Stopwatch();
  readonly #bases = new Map<string, Base>();
  readonly #trials: TrialRecord[] = [];
  readonly #missing: MissingTrial[] = [];
  #shared: SweepReport['shared'] | undefined;
  #told = 0;
  readonly #work = { done: 0, total: 0 };
  #cost: CostSummary = { textsEncoded: 0, tokensEncoded: 0, textsFound: 0 };

  constructor(sweep: OpenSweep, options: WorkersOptions) {
    this.#sweep = sweep;
    this.#options = options;
    this.#execute = sweep.options.execute ?? inWorker();
    this.#emit = progressReporter(sweep.options.log, sweep.options.progress);
  }

  /** Encodes what a share has of the texts, and nothing else. */
  async encodeShare(
    base: string,
    points: readonly SweepPoint[],
    share: Share,
    signal: AbortSignal,
  ): Promise<CostSummary> {
    const { encodeOnly: _, reference: __, folder: ___, ...job } = await this.#jobOf(base, points, signal);
    const report = await this.#execute({ ...job, kind: 'sweep-texts', share }, this.#emit, signal);
    return report.cost;
  }

  /** Encodes the texts of these points, each once for a base model, and scores the base models themselves. */
  async encode(points: readonly SweepPoint[], signal: AbortSignal): Promise<void> {
    for (const [base, own] of byBase(points)) {
      const known = this.#bases.get(base);
      const job = known ? { ...known.job, points: own } : await this.#jobOf(base, own, signal);
      const report = await this.#watch.time('encode', () =>
        this.#execute({ ...job, ...this.#left(0), encodeOnly: true }, this.#emit, signal),
      );
      this.#shared ??= report.shared;
      const { validation, test, model, engine } = report.base;
      this.#bases.set(base, {
        job,
        found: known?.found ?? { base, model, engine, validation: validation!, test: test! },
      });
      // What was found of what an earlier round encoded is not told twice.
      this.#add(known ? { ...report.cost, textsFound: 0 } : report.cost);
    }
  }

  /**
   * Trains and scores points whose texts are encoded: heads dealt to workers of one thread each, since a head's step keeps
   * one core busy; then what trains the encoder, one after the other with all threads.
   *
   * @returns the trials that were done in time, in the order of the points
   */
  async train(points: readonly SweepPoint[], signal: AbortSignal): Promise<TrialRecord[]> {
    const all = this.#shared!.examples;
    const work = (point: SweepPoint) => workOf(point, all);
    this.#work.total += points.reduce((sum, point) => sum + work(point), 0);
    const heads = points.filter(point => point.tune === 'head');
    const encoders = points.filter(point => point.tune !== 'head');
    const gpu = [...this.#bases.values()].some(({ found }) => found.engine.gpu);
    const workers = this.#sweep.config.sweep.parallel ?? (gpu ? 1 : availableParallelism());
    const parts = balance(heads, workers, work);
    const single = parts.length > 1;
    const reports = await this.#watch.time('heads', async () => {
      const ofHeads = await together(parts, signal, (part, own) => this.#trainPart(part, single, own));
      return [...ofHeads.flat(), ...(await this.#trainPart(encoders, false, signal))];
    });
    for (const { cost, missing } of reports) {
      this.#missing.push(...missing);
      // A worker encodes what the cache had no room to keep for it.
      this.#add({ ...cost, textsFound: 0 });
    }
    const byId = new Map(reports.flatMap(({ trials }) => trials).map(trial => [trial.point.id, trial]));
    const trials = points.flatMap(({ id }) => byId.get(id) ?? []);
    this.#trials.push(...trials);
    return trials;
  }

  /** Everything so far, once texts were encoded. */
  found(): Omit<Required<SweepFindings>, 'shared'> & Pick<SweepReport, 'shared'> {
    return {
      shared: this.#shared!,
      bases: [...this.#bases.values()].map(({ found }) => found),
      trials: this.#trials,
      missing: this.#missing,
      cost: this.#cost,
      times: this.#watch.times(),
    };
  }

  /** One worker's points, a job for each base model. */
  async #trainPart(
    points: readonly SweepPoint[],
    single: boolean,
    signal: AbortSignal,
  ): Promise<SweepReport[]> {
    const reports: SweepReport[] = [];
    for (const [base, own] of byBase(points)) {
      const { job } = this.#bases.get(base)!;
      const engine = single ? { ...job.engine, threads: 1 } : job.engine;
      const left = this.#left(this.#reserve());
      const emit: Emit = event => {
        if (event.type !== 'progress') return this.#emit(event);
        // What else a worker does is quick, for the texts are in the store.
        if (event.phase === 'sweep') this.#tell(event, bySeed(own).flat());
      };
      reports.push(await this.#execute({ ...job, ...left, engine, points: own }, emit, signal));
    }
    return reports;
  }

  /** A worker's progress as that of all trials: it tells after each of its own, in their order. */
  #tell(event: Extract<Parameters<Emit>[0], { type: 'progress' }>, own: readonly SweepPoint[]): void {
    const point = own[event.done - 1];
    if (point) this.#work.done += workOf(point, this.#shared!.examples);
    // Which points the later rungs of halving have is not known yet.
    const share = this.#sweep.rungs ? undefined : this.#work.done / this.#work.total;
    const counted = { done: ++this.#told, total: this.#options.total };
    this.#emit({ ...event, ...counted, ...(share !== undefined && { share }) });
  }

  async #jobOf(base: string, points: readonly SweepPoint[], signal: AbortSignal): Promise<SweepJob> {
    const { workspace, config, options } = this.#sweep;
    const model = modelOf(this.#sweep, base);
    const source = await baseInside(workspace, model);
    const fetched = await this.#watch.time('download', () =>
      fetchUnlessFolder(source, options, workspace, { signal, emit: this.#emit }),
    );
    const { store, folder } = this.#options;
    const { kept } = this.#sweep;
    return {
      kind: 'sweep',
      root: workspace.root,
      data: config.data,
      model,
      ...(fetched && { fetched }),
      train: config.train,
      evaluate: config.evaluate,
      slices: sliceColumns(config),
      engine: engineChoice(options),
      cacheDir: store,
      ...(options.cacheLimit !== undefined && { cacheLimit: parseCacheLimit(options.cacheLimit) }),
      points,
      dataSeed: config.train.seed,
      reference: referenceOf(this.#sweep.points),
      encodeOnly: false,
      folder,
      ...(kept !== undefined && { kept }),
      ...this.#left(0),
    };
  }

  /** @param reserve seconds */
  #left(reserve: number): { secondsLeft?: number } {
    const { config, watch } = this.#sweep;
    const limit = config.budget.wall_time;
    return limit === undefined ? {} : { secondsLeft: limit - watch.elapsed() - reserve };
  }

  #reserve(): number {
    const limit = this.#sweep.config.budget.wall_time ?? 0;
    return Math.min(RESERVE.most, Math.max(RESERVE.least, RESERVE.share * limit));
  }

  #add({ textsEncoded, tokensEncoded, textsFound }: CostSummary): void {
    const { textsEncoded: texts, tokensEncoded: tokens, textsFound: found } = this.#cost;
    this.#cost = {
      textsEncoded: texts + textsEncoded,
      tokensEncoded: tokens + tokensEncoded,
      textsFound: found + textsFound,
    };
  }
}

/** The most examples of the first seed: what every machine of a sweep learns a base model's threshold from. */
function referenceOf(points: readonly SweepPoint[]): SweepJob['reference'] {
  const { seed } = points[0]!;
  const own = points.filter(point => point.seed === seed);
  if (own.some(({ examples }) => examples === undefined)) return { seed };
  return { seed, examples: Math.max(...own.map(({ examples }) => examples!)) };
}

function byBase(points: readonly SweepPoint[]): Map<string, SweepPoint[]> {
  const bases = new Set(points.map(({ base }) => base));
  return new Map(Array.from(bases, base => [base, points.filter(point => point.base === base)]));
}

/** One that fails ends the others: half a sweep is no answer. */
async function together<T, R>(
  parts: readonly T[],
  signal: AbortSignal,
  work: (part: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const settled = await Promise.allSettled(
    parts.map(async part => {
      try {
        return await work(part, either);
      } catch (thrown) {
        if (!failure.signal.aborted) failure.abort(thrown);
        throw thrown;
      }
    }),
  );
  if (failure.signal.aborted) throw failure.signal.reason;
  return settled.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}
