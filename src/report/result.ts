import type { DataChange, ExampleFormat, Finding, SplitName } from '../data/pair.ts';
import type { EngineInfo } from '../engine/engine.ts';
import type { ErrorRecord } from '../error-record.ts';
import type { BaselineKind, Comparison, Costs, RetrievalMetrics } from '../evaluation/types.ts';
import type { Forecast, RuleOutcome, Verdict } from '../gate/verdict.ts';
import type {
  AddedPairsSummary,
  CurvesSummary,
  EvaluationSummary,
  FlipsSummary,
  LearningPoint,
  Mistake,
  SeedsSummary,
  SliceSummary,
  SpendingSummary,
} from './measures.ts';

/** Raised when a field of `report.json` changes its meaning or goes away. */
export const SCHEMA_VERSION = 1;

export interface SplitSummary {
  readonly pairs: number;
  readonly positives: number;
}

/** A place in a data file; lines count from 1. */
interface PairPlace {
  readonly file: string;
  readonly line: number;
}

/** A pair with its texts, to be read beside another. */
export interface ReadablePair extends PairPlace {
  readonly first: string;
  readonly second: string;
}

/** How much of a split is nearly the same as something in train, beyond what is the same word for word. */
export interface NearDuplicateCount {
  /** Train pairs of which both texts are near those of a pair of the split. */
  readonly trainPairs: number;
  /** Pairs of the split that have such a train pair. */
  readonly pairs: number;
  /** Texts of the split that are near a text of train. */
  readonly texts: number;
}

/** A train pair that was left out, its place, and the pair that it is near. */
export interface DroppedPair extends PairPlace {
  /** Its number in train. */
  readonly pair: number;
  /** The split of the pair that it is near. */
  readonly because: SplitName;
  readonly near: PairPlace;
}

/** Train pairs that `data.drop_near_duplicates` left out; the first hundred in full. */
export interface DroppedSummary {
  readonly total: number;
  readonly because: Readonly<Record<SplitName, number>>;
  readonly pairs: readonly Omit<DroppedPair, 'pair'>[];
}

/** Leakage by the base model's embeddings. */
export interface NearDuplicateSummary {
  /** Cosine similarity from which two texts are near. */
  readonly threshold: number;
  /** Absent when there are too many to tell. */
  readonly test?: NearDuplicateCount;
  readonly validation?: NearDuplicateCount;
  readonly tooMany?: true;
  /** The nearest first, those of test before those of validation. */
  readonly examples: readonly {
    readonly split: SplitName;
    readonly train: ReadablePair;
    readonly other: ReadablePair;
    /** The lower of both texts' similarities. */
    readonly similarity: number;
  }[];
  readonly dropped?: DroppedSummary;
}

export interface DataSummary {
  readonly fingerprint: string;
  readonly testFingerprint: string;
  readonly splits: Readonly<Record<SplitName, SplitSummary>>;
  /** Present when the rows of train are no labelled pairs: what they are, and how many train has. */
  readonly format?: { readonly name: ExampleFormat; readonly examples: number };
  readonly files: readonly string[];
  /** Every finding's count by kind, and the first hundred in full. */
  readonly findingCounts: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  /** Absent when nothing was encoded. */
  readonly nearDuplicates?: NearDuplicateSummary;
  /** Absent when there is no base branch to compare with. */
  readonly change?: DataChange;
  /** Why the data was not compared with the base branch's, where there is one; the message may quote file names. */
  readonly changeNote?: string;
}

export interface ModelSummary {
  /** As written in the configuration; of a provider the name of its model. */
  readonly base: string;
  /** Where it was fetched from; absent for a folder of the repository. */
  readonly source?: 'hub' | 'archive' | 'url' | 'provider';
  /** What `base` stood for: a commit of the hub, or an archive's `sha256:…`. */
  readonly revision?: string;
  readonly architecture: string;
  readonly parameters: number;
  readonly trainedParameters: number;
  readonly dimensions: number;
  /** Tokens of a text; 0 for a provider, which has a limit of its own. */
  readonly maxLength: number;
  /** SHA-256 of the base model's weights. */
  readonly weights: string;
  /** Present when the encoder's products were not computed in fp32: how close its embeddings are to fp32's. */
  readonly precision?: {
    readonly kind: string;
    readonly agreement: { readonly meanCosine: number; readonly texts: number };
  };
}

export interface EpochSummary {
  readonly epoch: number;
  /** Mean over the epoch's batches. */
  readonly loss: number;
  /** At the threshold that is best on validation. */
  readonly validationAccuracy: number;
}

export interface TrainingSummary {
  readonly tune: string;
  /** Its name, and the settings that are not its defaults. */
  readonly loss: string;
  readonly seed: number;
  readonly epochs: readonly EpochSummary[];
  readonly steps: number;
  readonly plannedSteps: number;
  /** The epoch whose weights were kept: the best on validation. */
  readonly bestEpoch: number;
  /** Why it ended before its last step: the budget, no better epoch for long, or `train.stop_at` was met. */
  readonly stopped?: 'budget' | 'patience' | 'target';
  /** The kept weights by the first numbers of each embedding, where they were trained to be an embedding of their own. */
  readonly matryoshka?: readonly { readonly dimensions: number; readonly validationAccuracy: number }[];
  /**
   * Present when memory did not suffice for `batchSize` pairs at once: the least number that the run came down to. Its
   * gradients were accumulated, so that every step is that of a whole batch.
   */
  readonly accumulation?: { readonly batchSize: number; readonly physicalBatch: number };
}

export interface BaselineSummary {
  readonly name: string;
  readonly kind: BaselineKind | 'absent' | 'refused';
  /** Absent where there is nothing to compare with; of a record, on the shared pairs. */
  readonly errorRate?: number;
  /** Pairs that a record and this run have in common. */
  readonly shared?: number;
  /** Why there is nothing to compare with, or what else a reader must know. */
  readonly note?: string;
  /** Of a provider: what its vectors cost in this run. */
  readonly spending?: SpendingSummary;
  /** The first baseline is the bar of `… < baseline`. */
  readonly bar: boolean;
  readonly evaluation?: EvaluationSummary;
  readonly comparison?: Comparison;
}

/** How well documents are found: exact search, by the fine-tuned and by the base model. */
export interface RetrievalSummary {
  /** Those with a relevant document, which are scored. */
  readonly queries: number;
  readonly documents: number;
  readonly k: readonly number[];
  /** Hash of queries, documents and relevance: it names the bar. */
  readonly fingerprint: string;
  /** Whose files were scored, where a pull request changes them or the base branch's cannot be read. */
  readonly note?: string;
  readonly candidate: RetrievalMetrics;
  readonly baseModel: RetrievalMetrics;
}

/** What the run did; counts are exact and repeatable, times are in `Result.times`. */
export interface CostSummary {
  /** Unique texts that went through the base model. */
  readonly textsEncoded: number;
  readonly tokensEncoded: number;
  /** Texts whose embedding came out of the cache instead. */
  readonly textsFound: number;
}

/** What a run took of its machine. */
export interface UsageSummary {
  /** Seconds of the whole run as foreseen: the first forecast of training, or the one that ended the run. */
  readonly forecast?: Forecast;
  /** Most bytes that the process which trains held in memory. */
  readonly memory?: number;
  /** Seconds that a GPU was held, from opening the engine to closing it; absent on the CPU. */
  readonly gpuSeconds?: number;
  /** The GPU in use as nvidia-smi saw it: most bytes in use, energy in watt-hours, and the share of time it was busy. */
  readonly gpu?: { readonly memory?: number; readonly wattHours?: number; readonly utilization?: number };
}

/** Whose rules judged: on a pull request those of the merge base. */
export interface PolicySummary {
  readonly source: 'base-branch' | 'working-tree';
  readonly commit?: string;
  /** Keys that the pull request changes, with both values as text; they do not count until merged. */
  readonly changes: readonly { readonly key: string; readonly base: string; readonly head: string }[];
  /** Whether the workflow lets the changed policy of the pull request count (`accept-policy-change`). */
  readonly accepted?: boolean;
  /** What the pull request's own policy would have said, for information; absent where it is the same. */
  readonly proposed?: {
    readonly outcome: Verdict['outcome'];
    readonly sentence: string;
    readonly rules: readonly RuleOutcome[];
  };
  readonly note?: string;
}

/** One run, complete: every face of the report is a pure function of this. */
export interface Result {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly tool: { readonly name: 'finetune-gate'; readonly version: string };
  readonly command: 'check' | 'train';
  readonly verdict: Verdict;
  readonly policy?: PolicySummary;
  readonly data?: DataSummary;
  readonly model?: ModelSummary;
  readonly training?: TrainingSummary;
  readonly candidate?: EvaluationSummary;
  readonly baselines?: readonly BaselineSummary[];
  readonly retrieval?: RetrievalSummary;
  /** On the pairs that judge; `candidate` holds the same. */
  readonly slices?: readonly SliceSummary[];
  readonly seeds?: SeedsSummary;
  readonly added?: AddedPairsSummary;
  readonly curves?: CurvesSummary;
  readonly learningCurve?: readonly LearningPoint[];
  readonly flips?: FlipsSummary;
  readonly mistakes?: readonly Mistake[];
  /** Numbers that rules may limit. */
  readonly costs?: Costs;
  readonly cost?: CostSummary;
  /** Differs between two runs on the same inputs, as `times` does. */
  readonly usage?: UsageSummary;
  readonly engine?: EngineInfo;
  readonly error?: ErrorRecord;
  /**
   * Seconds. With `usage` and the budget's `spent` and `forecast`, the only part that differs between two runs on the same
   * inputs.
   */
  readonly times: Readonly<Record<string, number>>;
}
