/** 1: the texts mean the same (positive pair); 0: they do not. */
export type Label = 0 | 1;

/** One labelled pair of texts, with the place it was read from (line counts from 1; a Parquet row counts as a line). */
export interface Pair {
  readonly first: string;
  readonly second: string;
  readonly label: Label;
  /** Relative to the repository's root, with forward slashes. */
  readonly file: string;
  readonly line: number;
}

export type SplitName = 'train' | 'validation' | 'test';

export type Splits = Readonly<Record<SplitName, readonly Pair[]>>;

export type FindingKind = 'conflict' | 'duplicate' | 'leakage' | 'encoding';

/** Something worth a reviewer's eye in the data, at one place. */
export interface Finding {
  readonly kind: FindingKind;
  readonly split: SplitName;
  readonly file: string;
  readonly line: number;
  /** One plain sentence; the texts in it are untrusted. */
  readonly message: string;
}

/** What `loadData` gives: the splits as training sees them (`examples` applied to train) and what was noticed. */
export interface LoadedData {
  readonly splits: Splits;
  readonly findings: readonly Finding[];
  /** Hash of the normalised content of all splits, independent of the order of rows: `sha256:…`. */
  readonly fingerprint: string;
  /** The same for the test split alone: it names the bar. */
  readonly testFingerprint: string;
  /** Files read, relative to the root. */
  readonly files: readonly string[];
}

/** How the pairs changed between two versions of the data. */
export interface DataChange {
  readonly added: number;
  readonly removed: number;
  readonly relabelled: number;
  readonly bySplit: Readonly<
    Record<SplitName, { readonly added: number; readonly removed: number; readonly relabelled: number }>
  >;
}
