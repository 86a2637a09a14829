import type { EngineInfo } from '../engine/engine.ts';
import type { Interval, MetricName, Metrics } from '../evaluation/types.ts';
import type { Verdict } from '../gate/verdict.ts';
import type { CurveFit } from '../sweep/learning-curve.ts';
import type { CostSummary, ModelSummary, SCHEMA_VERSION, TrainingSummary } from './result.ts';

/** One trial of a sweep. */
export interface SweepRow {
  readonly id: string;
  readonly base: string;
  readonly examples: number;
  readonly dimensions: number;
  readonly learningRate: number;
  readonly loss: string;
  /** As `describeTune` says it. */
  readonly tune: string;
  readonly seed: number;
  readonly epochs: number;
  /** On test: for whoever reads. */
  readonly metrics: Metrics;
  readonly accuracyInterval: Interval;
  /** On validation: for the choice. */
  readonly validation: Metrics;
  /** `equal` cannot be told from the best by a paired test, `satisfies` holds the rules that look at a model alone. */
  readonly state: 'chosen' | 'equal' | 'satisfies' | 'none';
  readonly parameters: number;
  readonly bestEpoch: number;
  readonly steps: number;
  readonly stopped?: TrainingSummary['stopped'];
  /** Of training and evaluation. */
  readonly seconds: number;
}

/** A base model of a sweep, unmodified. */
export interface SweepBaseRow extends Pick<ModelSummary, 'source' | 'revision' | 'architecture'> {
  readonly base: string;
  readonly errorRate: number;
  readonly interval: Interval;
}

/** A trial without a result. */
export interface MissingRow {
  readonly id: string;
  /** In words, by what trials differ in. */
  readonly settings?: string;
  readonly reason: string;
}

/** What was chosen, and why. */
export interface SweepChoice {
  readonly metric: MetricName;
  /** Rules that look at a model alone, as written; comparisons judge the chosen one only. */
  readonly satisfy: readonly string[];
  /** Whether no trial satisfies them: then the choice is among all. */
  readonly none: boolean;
  readonly best: string;
  /** Those that a paired test cannot tell from the best, the cheapest first. */
  readonly equal: readonly string[];
  readonly chosen: string;
  /** One sentence. */
  readonly sentence: string;
}

export interface SweepSummary {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly command: 'sweep';
  readonly tool: { readonly name: string; readonly version: string };
  /** Of the chosen trial, on test. */
  readonly verdict: Verdict;
  readonly choice: SweepChoice;
  readonly strategy: 'grid' | 'random' | 'halving';
  readonly engine: EngineInfo;
  readonly precision: string;
  readonly bases: readonly SweepBaseRow[];
  /** Horizontal lines of the figure, beside the base models: those of the chosen trial's report. */
  readonly baselines: readonly { readonly name: string; readonly errorRate: number }[];
  /** Of all the data that the largest trial takes. */
  readonly fingerprint: string;
  readonly testFingerprint: string;
  readonly trials: readonly SweepRow[];
  /** One a base model and line of the figure. */
  readonly curves: readonly CurveFit[];
  /** The error rate that the curves are asked about, e.g. 0.1. */
  readonly target: number;
  /** Points that have no result, and why: the budget, a runner that was lost. */
  readonly missing: readonly MissingRow[];
  /** Points that several runners answered for, with the same result. */
  readonly repeated: readonly string[];
  readonly cost: CostSummary;
  /** Texts that went through a base model, and those that encoding every epoch of every trial would take. */
  readonly encoderPasses: { readonly done: number; readonly everyEpoch: number };
  /** Wall time: of the encoding, of all heads together, of everything. */
  readonly times: { readonly encode: number; readonly heads: number; readonly total: number };
}
