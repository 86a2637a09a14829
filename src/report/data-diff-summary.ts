import type { FindingKind, SplitName } from '../data/pair.ts';
import type { Interval } from '../evaluation/types.ts';

/** A version of the data. */
export interface DataSide {
  /** As it was asked for, such as `main`; `the working tree` for what is not committed. */
  readonly name: string;
  readonly commit?: string;
  /** Of the configuration that names the files, in the repository. */
  readonly config: string;
  readonly fingerprint: string;
}

/** A pair that changed; its texts are untrusted. */
export interface ChangedPair {
  readonly first: string;
  readonly second: string;
  /** Label or score. */
  readonly label: number;
  /** What it was before, of a relabelled pair. */
  readonly was?: number;
  /** In the repository: of the base for what was removed, else of the head. */
  readonly file: string;
  readonly line: number;
}

export interface ChangedGroup {
  readonly pairs: number;
  readonly positives: number;
  /** By file, in the order in which files are read. */
  readonly files: readonly { readonly file: string; readonly pairs: number }[];
  /** The first ones. */
  readonly shown: readonly ChangedPair[];
}

export interface SplitSize {
  readonly pairs: number;
  readonly positives: number;
  /** Different texts, by their normalised form. */
  readonly texts: number;
}

export const GROUPS = ['added', 'removed', 'relabelled'] as const;
export type GroupName = (typeof GROUPS)[number];

export interface SplitChange extends Readonly<Record<GroupName, ChangedGroup>> {
  readonly before: SplitSize;
  readonly after: SplitSize;
  /** Texts of head that no split of base has: what will have to be encoded. */
  readonly newTexts: number;
}

/** One model on some test pairs. */
export interface ErrorRate {
  readonly pairs: number;
  readonly errorRate: number;
  /** 95 %, by clusters of pairs that share texts. */
  readonly interval: Interval;
}

/** Two models on the same test pairs. */
export interface ScoreChange {
  readonly pairs: number;
  readonly before: number;
  readonly after: number;
  /** Error rate after minus before: negative is better. */
  readonly difference: number;
  /** Of the difference, 95 %, paired and by clusters. */
  readonly interval: Interval;
  /** Two-sided. */
  readonly pValue: number;
  /** Pairs that went from wrong to right, and from right to wrong. */
  readonly fixed: number;
  readonly broken: number;
}

/** What finished runs say of the change: `base` was trained on the base's data, `head` on the head's. */
export interface RunsComparison {
  readonly base?: string;
  readonly head?: string;
  /** Test pairs that both versions have with the same label. */
  readonly kept?: ErrorRate | ScoreChange;
  readonly added?: ErrorRate;
  /** By the labels of the head, and by those of the base where its run is given. */
  readonly relabelled?: { readonly after?: ErrorRate; readonly before?: ErrorRate };
}

/** What one group of changes to train did to the score, by training with it and without it. */
export interface MeasuredChange {
  readonly group: GroupName | 'all';
  readonly examples: number;
  readonly change: ScoreChange;
}

export interface Measured {
  /** Head over the frozen encoder, trained by the head's configuration on the base's train data. */
  readonly base: ErrorRate;
  readonly seeds: number;
  readonly changes: readonly MeasuredChange[];
}

/** What changed between two versions of the data, and what it did to the score. */
export interface DataDiffSummary {
  readonly schemaVersion: 1;
  readonly base: DataSide;
  readonly head: DataSide;
  readonly splits: Readonly<Record<SplitName, SplitChange>>;
  readonly findings: Readonly<Record<'before' | 'after', Readonly<Record<FindingKind, number>>>>;
  readonly runs?: RunsComparison;
  readonly measured?: Measured;
  /** Why nothing was measured, where it was asked for. */
  readonly notMeasured?: string;
}
