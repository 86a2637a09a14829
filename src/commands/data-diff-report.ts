import type { DataOptions } from '../data/options.ts';
import type { EngineOptions } from '../engine/options.ts';
import type { DataDiffSummary, GroupName } from '../report/data-diff-summary.ts';

/** Train data to learn from, in a file of its own. */
export interface ChangeArm {
  readonly group: 'base' | GroupName | 'all';
  /** Examples that the group adds, removes or relabels; of the base, all. */
  readonly examples: number;
  readonly data: DataOptions;
}

export type Arms = { readonly arms: readonly ChangeArm[] } | { readonly why: string };

export interface ArmsRequest {
  /** Receives the files. */
  readonly folder: string;
  /** Takes validation out of train where it is a fraction. */
  readonly seed: number;
}

/** A version of the data, and what places in it are relative to. */
export interface DiffSide {
  readonly root: string;
  readonly data: DataOptions;
  /** Folder of the configuration in the repository, with forward slashes; `.` at its top. */
  readonly prefix: string;
  /** As messages call it. */
  readonly name: string;
}

/** Takes two versions of the data apart. */
export interface DataDiffJob {
  readonly kind: 'data-diff';
  readonly engine: EngineOptions;
  readonly base: DiffSide;
  readonly head: DiffSide;
  /** Changed pairs of a kind to give with their texts. */
  readonly shown: number;
  /** Output folders of finished runs, relative to `directory`. */
  readonly runs: readonly string[];
  readonly directory: string;
  /** Where to write train data with and without each group of changes; nothing is written without it. */
  readonly arms?: ArmsRequest;
}

export interface DataDiffReport extends Pick<DataDiffSummary, 'splits' | 'findings' | 'runs'> {
  readonly kind: 'data-diff';
  readonly fingerprints: Readonly<Record<'base' | 'head', string>>;
  readonly arms?: Arms;
}
