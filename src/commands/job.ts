import type { DataOptions } from '../data/options.ts';
import type { DataChange, LoadedData } from '../data/pair.ts';
import type { EngineInfo } from '../engine/engine.ts';
import type { EngineOptions } from '../engine/options.ts';
import type { ErrorRecord } from '../errors.ts';
import type { EvaluateOptions } from '../evaluation/options.ts';
import type { Evaluation } from '../evaluation/types.ts';
import type { ModelOptions } from '../model/options.ts';
import type {
  CostSummary,
  Mistake,
  ModelSummary,
  NearDuplicateSummary,
  RetrievalSummary,
  TrainingSummary,
} from '../report/result.ts';
import type { TrainOptions } from '../training/options.ts';
import type { DedupeReport } from './dedupe-report.ts';
import type { MineOptions, MineReport } from './mine-options.ts';

/** A version of the data: the options that name its files, and the folder that these are relative to. */
export interface DataVersion {
  readonly root: string;
  readonly data: DataOptions;
}

/** Trains and evaluates one model; everything in it is data, so that it can cross to another process. */
export interface TrialJob {
  readonly kind: 'trial';
  /** The folder that the configuration's paths are relative to. */
  readonly root: string;
  readonly data: DataOptions;
  readonly model: ModelOptions;
  readonly train: TrainOptions;
  readonly evaluate: EvaluateOptions;
  /** The folder that the paths of `evaluate.retrieval` are relative to, where it is not `root`: the base branch's files. */
  readonly retrievalRoot?: string;
  readonly engine: EngineOptions;
  /** Where the fine-tuned model is saved. */
  readonly output: string;
  /** Where the best epoch's weights are kept until then. */
  readonly checkpoint: string;
  /** Receives the train pairs that were left out as near-duplicates. */
  readonly dropped?: string;
  readonly cacheDir?: string;
  /** Seconds that are left of the wall-time budget when the job starts. */
  readonly secondsLeft?: number;
  /** The pairs as they are on the base branch, exported to a folder. */
  readonly base?: DataVersion;
}

/** Encodes a file of texts, one a line, to a file of JSON lines. */
export interface EncodeJob {
  readonly kind: 'encode';
  readonly model: string;
  readonly input: string;
  readonly output: string;
  readonly engine: EngineOptions;
}

/** Looks for near-duplicates among all texts of the data. */
export interface DedupeJob extends DataVersion {
  readonly kind: 'dedupe';
  readonly model: ModelSource;
  /** Cosine similarity from which two texts are near. */
  readonly threshold: number;
  readonly engine: EngineOptions;
  readonly cacheDir?: string;
}

/** Finds hard negatives for positive pairs and writes them to a file. */
export interface MineJob {
  readonly kind: 'mine';
  readonly model: ModelSource;
  /** A file of pairs, or the train split of the data. */
  readonly pairs: DataVersion | { readonly file: string };
  /** A file of texts; without it the texts of the pairs. */
  readonly corpus?: string;
  readonly output: string;
  readonly options: MineOptions;
  readonly engine: EngineOptions;
  readonly cacheDir?: string;
}

/** A model as it is in its folder, and the folder that its links must not leave. */
export interface ModelSource {
  readonly folder: string;
  readonly root?: string;
  readonly maxLength?: number;
}

export type Job = TrialJob | EncodeJob | DedupeJob | MineJob;

/** What a trial learned. Without `candidate` it stopped before training, because of what `data` says. */
export interface TrialReport {
  readonly kind: 'trial';
  readonly data: Omit<LoadedData, 'splits'> & {
    readonly splits: Readonly<Record<keyof LoadedData['splits'], { pairs: number; positives: number }>>;
  };
  /** Against the base branch; in its place, `changeNote` says why there is nothing to compare with. */
  readonly change?: DataChange;
  readonly changeNote?: string;
  readonly nearDuplicates?: NearDuplicateSummary;
  readonly trained?: {
    readonly engine: EngineInfo;
    readonly model: ModelSummary;
    readonly training: TrainingSummary;
    readonly candidate: Evaluation;
    readonly baseModel: Evaluation;
    readonly retrieval?: RetrievalSummary;
    readonly mistakes: readonly Mistake[];
    readonly cost: CostSummary;
  };
  readonly times: Readonly<Record<string, number>>;
}

export interface EncodeReport {
  readonly kind: 'encode';
  readonly texts: number;
  readonly dimensions: number;
  readonly seconds: number;
}

export type JobReport = TrialReport | EncodeReport | DedupeReport | MineReport;

interface Reports {
  readonly trial: TrialReport;
  readonly encode: EncodeReport;
  readonly dedupe: DedupeReport;
  readonly mine: MineReport;
}
export type ReportOf<J extends Job> = Reports[J['kind']];

/** What a worker tells while it works; `report` or `error` comes last, exactly once. */
export type WorkerEvent =
  | { readonly type: 'log'; readonly line: string }
  | { readonly type: 'progress'; readonly phase: string; readonly done: number; readonly total: number }
  | { readonly type: 'report'; readonly report: JobReport }
  | { readonly type: 'error'; readonly error: ErrorRecord };

/** What the supervisor tells the worker. */
export type WorkerRequest = { readonly type: 'start'; readonly job: Job } | { readonly type: 'abort' };

export type Emit = (event: Extract<WorkerEvent, { type: 'log' | 'progress' }>) => void;

/** Runs a job somewhere: in a child process, or for tests in this one. Rejects with a `FinetuneGateError`. */
export type Execute = <J extends Job>(job: J, emit: Emit, signal: AbortSignal) => Promise<ReportOf<J>>;
