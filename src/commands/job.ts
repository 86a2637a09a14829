import type { DataOptions } from '../data/options.ts';
import type { DataChange, LoadedData } from '../data/pair.ts';
import type { EngineInfo } from '../engine/engine.ts';
import type { EngineOptions } from '../engine/options.ts';
import type { ErrorRecord } from '../error-record.ts';
import type { EvaluateOptions } from '../evaluation/options.ts';
import type { Scored } from '../evaluation/scored.ts';
import type { Evaluation, RetrievalScores, TestPairs } from '../evaluation/types.ts';
import type { ModelOptions } from '../model/options.ts';
import type { ProviderOptions } from '../model/provider/provider.ts';
import type { FetchedModel } from '../model/sources/fetch-context.ts';
import type { Mistake, SpendingSummary } from '../report/measures.ts';
import type {
  CostSummary,
  ModelSummary,
  NearDuplicateSummary,
  RetrievalSummary,
  TrainingSummary,
} from '../report/result.ts';
import type { TrainOptions } from '../training/options.ts';
import type { DataDiffJob, DataDiffReport } from './data-diff-report.ts';
import type { DedupeReport } from './dedupe-report.ts';
import type { EmbedReply, EmbedRequest, Services } from './embed-exchange.ts';
import type { MineReport } from './mine-options.ts';
import type { JobBudget, RunUsage } from './run-budget.ts';
import type { SuggestReport } from './suggest-report.ts';
import type { SweepJob, SweepReport, SweepTextsJob, SweepTextsReport } from './sweep-job.ts';
import type {
  DataVersion,
  DedupeJob,
  EncodeJob,
  EncodeReport,
  LocalModel,
  MineJob,
  SuggestJob,
} from './text-jobs.ts';

/** The pairs as they are on the base branch. */
export interface BaseVersion extends DataVersion {
  /** Columns whose values count as they are there, for test pairs that are there: a change cannot move them to another slice. */
  readonly slices?: readonly string[];
}

/** What a trial of a sweep has left. */
export interface TrainedWeights {
  readonly folder: string;
  readonly training: TrainingSummary;
  /** Of the data that it was trained on; a test pair of others may have been among them. */
  readonly fingerprint: string;
}

/** Trains and evaluates one model; everything in it is data, so that it can cross to another process. */
export interface TrialJob {
  readonly kind: 'trial';
  /** The folder that the configuration's paths are relative to. */
  readonly root: string;
  readonly data: DataOptions;
  readonly model: ModelOptions;
  /** The base model where it is no folder under `root`: the worker has no network. */
  readonly fetched?: FetchedModel;
  readonly train: TrainOptions;
  /** Which pairs are taken for validation and for `data.examples`; that of `train` when omitted. */
  readonly dataSeed?: number;
  /** Which pairs are taken for `data.examples`, where it is not the same. */
  readonly subsetSeed?: number;
  /** Weights that were trained already, by `saveCheckpoint`, and how: they are loaded, and nothing is trained. */
  readonly weights?: TrainedWeights;
  readonly evaluate: EvaluateOptions;
  /** Columns of the test data by whose values its pairs are taken apart: those of `evaluate.slices` and of the rules. */
  readonly slices?: readonly string[];
  /** The folder that the paths of `evaluate.retrieval` are relative to, where it is not `root`: the base branch's files. */
  readonly retrievalRoot?: string;
  readonly engine: EngineOptions;
  /** Where the fine-tuned model is saved. */
  readonly output: string;
  /** Where checkpoints are kept, also those of other runs. */
  readonly checkpoint: string;
  /** Receives the train pairs that were left out as near-duplicates. */
  readonly dropped?: string;
  readonly cacheDir?: string;
  /** Bytes that the folder may hold. */
  readonly cacheLimit?: number;
  /** Seconds that are left of the wall-time budget when the job starts. */
  readonly secondsLeft?: number;
  /** In place of `secondsLeft`: the limits of the run that the job is of. */
  readonly budget?: JobBudget;
  /** The base branch's data, exported to a folder. */
  readonly base?: BaseVersion;
  /** The folder that `model.base` is relative to, where it is not `root`. */
  readonly modelRoot?: string;
  /** Models that are scored on the same test pairs, as they are. */
  readonly references?: readonly ReferenceModel[];
  readonly baseBranch?: BaseBranchTrial;
  /** Baselines whose embeddings a provider computes. */
  readonly providers?: readonly { readonly name: string; readonly provider: ProviderOptions }[];
  /** Where embeddings that were paid for are kept. */
  readonly paidDir?: string;
}

/** A model that is a baseline, by the baseline's name. */
export interface ReferenceModel extends LocalModel {
  readonly name: string;
}

/** The trial whose model is the baseline `base-branch`; it runs before the candidate's. */
export interface BaseBranchTrial {
  readonly name: string;
  readonly job: TrialJob;
  /** Whether it trains the candidate's model unless the pairs differ. */
  readonly sameSettings: boolean;
}

export type Job =
  | TrialJob
  | SweepJob
  | SweepTextsJob
  | EncodeJob
  | DedupeJob
  | MineJob
  | DataDiffJob
  | SuggestJob;

/** What a trial learned. Without `candidate` it stopped before training, because of what `data` says. */
export interface TrialReport {
  readonly kind: 'trial';
  readonly data: Omit<LoadedData, 'splits' | 'read'> & {
    readonly splits: Readonly<Record<keyof LoadedData['splits'], { pairs: number; positives: number }>>;
    /** Of train: as many as its pairs, but for triplets. */
    readonly examples: number;
  };
  /** Against the base branch; in its place, `changeNote` says why there is nothing to compare with. */
  readonly change?: DataChange;
  readonly changeNote?: string;
  /** Test pairs that are those of the base branch but for case or white space. */
  readonly respelled?: number;
  readonly nearDuplicates?: NearDuplicateSummary;
  readonly trained?: {
    readonly engine: EngineInfo;
    readonly model: ModelSummary;
    readonly training: TrainingSummary;
    readonly candidate: Evaluation;
    readonly baseModel: Evaluation;
    /** The test pairs, in the order of each evaluation's scores. */
    readonly test: TestPairs;
    /** Scores of validation, which the calibration is fitted on. */
    readonly validation: Scored;
    /** Other models on the same pairs, by the name of their baseline. */
    readonly references: Readonly<Record<string, Evaluation>>;
    /** Why the base branch gave no model to be compared with, where it was to be trained. */
    readonly noBranch?: string;
    /** What providers were asked for, by the name of the baseline; of `model.base` under `base-model`. */
    readonly spending?: Readonly<Record<string, SpendingSummary>>;
    /** Each seed's evaluation where there are several; `candidate` is their majority. */
    readonly seeds?: readonly { readonly seed: number; readonly evaluation: Evaluation }[];
    readonly retrieval?: RetrievalSummary;
    readonly retrievalScores?: { readonly candidate: RetrievalScores; readonly baseModel: RetrievalScores };
    readonly mistakes: readonly Mistake[];
    readonly cost: CostSummary;
    /** Bytes of the saved model's weights, of encoder and head. */
    readonly modelBytes?: number;
  };
  readonly usage?: RunUsage;
  readonly times: Readonly<Record<string, number>>;
}

export type JobReport =
  | TrialReport
  | SweepReport
  | SweepTextsReport
  | EncodeReport
  | DedupeReport
  | MineReport
  | DataDiffReport
  | SuggestReport;
export type ReportOf<J extends Job> = Extract<JobReport, { kind: J['kind'] }>;

/** What a worker tells while it works; `report` or `error` comes last, exactly once. */
export type WorkerEvent =
  | EmbedRequest
  | { readonly type: 'log'; readonly line: string }
  | {
      readonly type: 'progress';
      readonly phase: string;
      readonly done: number;
      readonly total: number;
      /** Which of several seeds trains. */
      readonly seed?: number;
      /** Share of the work that is done, where what is counted is not all alike. */
      readonly share?: number;
      /** Now and then: what the run has used, and how long it is likely to take. */
      readonly usage?: RunUsage;
    }
  | CheckpointEvent
  | UsageEvent
  | { readonly type: 'report'; readonly report: JobReport }
  | { readonly type: 'error'; readonly error: ErrorRecord };

/** A training can go on from there, in this run or another; told when it is written, and when a run begins with it. */
export interface CheckpointEvent {
  readonly type: 'checkpoint';
  /** Names the training by all of its inputs. */
  readonly key: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  /** Which of several seeds trains. */
  readonly seed?: number;
}

/** What a run has used that ends with an error. */
export interface UsageEvent {
  readonly type: 'usage';
  readonly usage: RunUsage;
}

/** What the supervisor tells the worker. */
export type WorkerRequest =
  | { readonly type: 'start'; readonly job: Job }
  | { readonly type: 'abort' }
  | EmbedReply;

export type Emit = (
  event: Extract<WorkerEvent, { type: 'log' | 'progress' | 'checkpoint' | 'usage' }>,
) => void;

/** Runs a job somewhere: in a child process, or for tests in this one. Rejects with a `FinetuneGateError`. */
export type Execute = <J extends Job>(
  job: J,
  emit: Emit,
  signal: AbortSignal,
  services?: Services,
) => Promise<ReportOf<J>>;
