import { hash } from 'node:crypto';
import type { EngineInfo } from '../engine/engine.ts';
import type { ErrorCode } from '../error-codes.ts';
import type { Evaluation, TestPairs } from '../evaluation/types.ts';
import type { CostSummary, ModelSummary, TrainingSummary } from '../report/result.ts';
import type { SweepPoint } from '../sweep/point.ts';

/** A split as statistics need it: what pairs, and which of them share texts. */
export type JudgedSplit = Pick<TestPairs, 'n' | 'labels' | 'keys' | 'clusters' | 'slices'>;

/**
 * What all trials of a sweep have in common, whichever machine they ran on; equal or they are of different sweeps. Base
 * models are compared one by one, by `SweepBase.model.weights`.
 */
export interface SweepShared {
  /** Of what decides a sweep's results: configuration, data and the program's version. */
  readonly digest: string;
  readonly fingerprint: string;
  readonly testFingerprint: string;
  /** Training examples of a point that takes all there are. */
  readonly examples: number;
  readonly validation: JudgedSplit;
  readonly test: JudgedSplit;
}

/** One base model of a sweep, unmodified. */
export interface SweepBase {
  /** As written in the configuration. */
  readonly base: string;
  readonly model: Pick<ModelSummary, 'source' | 'revision' | 'architecture' | 'weights'>;
  readonly engine: EngineInfo;
  readonly validation: Evaluation;
  readonly test: Evaluation;
}

/** Texts that go through an encoder for one trial, each as often as it does. */
export interface EncoderPasses {
  /** That were, for this trial alone: none where the encoder is frozen. */
  readonly done: number;
  /** That scoring it once more takes, as when it is chosen. */
  readonly again: number;
  /**
   * That encoding every epoch would take: the different texts of its training examples in each epoch, and those of
   * validation and test once.
   */
  readonly everyEpoch: number;
}

/** One trial, trained and scored. Everything but `seconds` is repeatable. */
export interface TrialRecord {
  readonly point: SweepPoint;
  /** Training examples, also where the point takes all. */
  readonly examples: number;
  readonly training: TrainingSummary;
  /** Both splits at the threshold that was chosen on validation (or learned on train). The choice looks at this one only. */
  readonly validation: Evaluation;
  readonly test: Evaluation;
  readonly dimensions: number;
  /** Of encoder and head. */
  readonly parameters: number;
  /** Folder of the trained weights (`saveCheckpoint`), relative to the folder of the findings. */
  readonly weights?: string;
  readonly passes: EncoderPasses;
  /** Of training and evaluation. */
  readonly seconds: number;
}

/** A trial that has no result, by its point's id. */
export interface MissingTrial {
  readonly id: string;
  /** In a few words, or a sentence. */
  readonly reason: string;
  /** Of the error that ended it, where one did. */
  readonly code?: ErrorCode;
}

/** Where a trial's weights are, relative to the folder of the findings. */
export function weightsFolder(id: string): string {
  return `weights/${hash('sha256', id, 'hex').slice(0, 16)}`;
}

/** What a machine found: the trials that it ran, and the base models under them. */
export interface SweepFindings {
  readonly shared: SweepShared;
  readonly bases: readonly SweepBase[];
  readonly trials: readonly TrialRecord[];
  /** Trials that were not done, and why. */
  readonly missing?: readonly MissingTrial[];
  /** Of encoding for all these trials. */
  readonly cost: CostSummary;
  readonly times: Readonly<Record<string, number>>;
}
