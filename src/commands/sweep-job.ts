import type { DataOptions } from '../data/options.ts';
import type { EngineOptions } from '../engine/options.ts';
import type { EvaluateOptions } from '../evaluation/options.ts';
import type { ModelOptions } from '../model/options.ts';
import type { FetchedModel } from '../model/sources/fetch-context.ts';
import type { CostSummary } from '../report/result.ts';
import type { SweepPoint } from '../sweep/point.ts';
import type { TrainOptions } from '../training/options.ts';
import type { MissingTrial, SweepBase, SweepShared, TrialRecord } from './sweep-records.ts';

/** What jobs of a sweep have in common: one base model of it, and some of its points. */
interface OfSweep {
  /** The folder that the configuration's paths are relative to. */
  readonly root: string;
  readonly data: DataOptions;
  readonly model: ModelOptions;
  /** The base model where it is no folder under `root`: the worker has no network. */
  readonly fetched?: FetchedModel;
  readonly train: TrainOptions;
  readonly evaluate: EvaluateOptions;
  /** Columns of the test data that its pairs are taken apart by. */
  readonly slices?: readonly string[];
  readonly engine: EngineOptions;
  /** Bytes that the store may hold. */
  readonly cacheLimit?: number;
  /** Seconds that are left of the wall-time budget when the job starts. */
  readonly secondsLeft?: number;
  readonly points: readonly SweepPoint[];
  /** Where the store of embeddings is. */
  readonly cacheDir: string;
  /** Of the validation split, the same for all points. */
  readonly dataSeed: number;
}

/** Trains and evaluates points over one base model. */
export interface SweepJob extends OfSweep {
  readonly kind: 'sweep';
  /** Whether to stop once every text that the points need is in the store: others will train. */
  readonly encodeOnly: boolean;
  /** The training pairs that the base model's threshold is learned from, where it is learned from any. */
  readonly reference: Pick<SweepPoint, 'seed' | 'examples'>;
  /** Receives each trial's weights, in `weights/`. */
  readonly folder: string;
  /** Keeps trials for a run after this one, should it be ended. */
  readonly kept?: string;
}

/** Encodes a part of the texts that the points need, into the store alone. */
export interface SweepTextsJob extends OfSweep {
  readonly kind: 'sweep-texts';
  readonly share: Share;
}

/** What part of the texts, by their hash: `index` from 0. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

export interface SweepReport {
  readonly kind: 'sweep';
  readonly shared: Omit<SweepShared, 'digest'>;
  readonly base: Omit<SweepBase, 'base' | 'validation' | 'test'> &
    // Not of those that train only.
    Partial<Pick<SweepBase, 'validation' | 'test'>>;
  readonly trials: readonly TrialRecord[];
  readonly missing: readonly MissingTrial[];
  readonly cost: CostSummary;
  readonly times: Readonly<Record<string, number>>;
}

export interface SweepTextsReport {
  readonly kind: 'sweep-texts';
  readonly cost: CostSummary;
}
