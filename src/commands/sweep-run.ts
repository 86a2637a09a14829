import { FinetuneGateError } from '../errors.ts';
import type { SweepSummary } from '../report/sweep-summary.ts';
import type { SweepPoint } from '../sweep/point.ts';
import type { CheckOptions } from './check-options.ts';
import type { SweepFindings } from './sweep-records.ts';

// The seams between a sweep on one machine and one on many. `sweep` is open, train, finish; a matrix is `plan`: open and
// shards of it, `trial`: open, encode or train a shard and write what was found, `collect`: open, read, finish.

/** A sweep's configuration, read and checked; nothing is fetched or computed yet. */
export interface OpenSweep {
  readonly options: CheckOptions;
  /** Every trial, in the order of the table. */
  readonly points: readonly SweepPoint[];
  readonly strategy: 'grid' | 'random' | 'halving';
  /** Base models, in the order of the configuration. */
  readonly bases: readonly string[];
  /** As `SweepShared.digest`, of configuration and version alone: what a plan can know without reading data. */
  readonly digest: string;
}

/** What part of the texts, by their hash: `index` from 0. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

const notYet = () => new FinetuneGateError('USAGE', 'Not there yet.');

/** @throws FinetuneGateError CONFIG_INVALID and what `loadConfig` throws */
export async function openSweep(_options: CheckOptions): Promise<OpenSweep> {
  throw notYet();
}

/**
 * Encodes into `options.cacheDir` the texts of the share that the points need of a base model.
 *
 * @returns texts that were run through the model
 */
export async function encodeShare(_sweep: OpenSweep, _base: string, _share: Share): Promise<number> {
  throw notYet();
}

/**
 * Trains and scores some of the points: each different text once for a base model, then as many workers as the machine has
 * cores. Weights of each trial are written below `folder`.
 */
export async function trainPoints(
  _sweep: OpenSweep,
  _points: readonly SweepPoint[],
  _folder: string,
): Promise<SweepFindings> {
  throw notYet();
}

export interface FinishOptions {
  /** Folder that `TrialRecord.weights` is relative to. */
  readonly folder: string;
  /** Trials that no machine has answered for, and those that several did. */
  readonly missing?: readonly { readonly id: string; readonly reason: string }[];
  readonly repeated?: readonly string[];
}

/**
 * Chooses, evaluates the chosen trial as a training run of its own whose verdict is the sweep's, and writes every output:
 * results.csv, report.json, summary.md, report.html, figures/, model/, chosen/report.json.
 */
export async function finishSweep(
  _sweep: OpenSweep,
  _findings: SweepFindings,
  _options: FinishOptions,
): Promise<{ readonly summary: SweepSummary; readonly exitCode: number }> {
  throw notYet();
}
