import type { TextStore } from './text-store.ts';
import type { ValueColumns } from './value-column.ts';

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

/**
 * What a file of examples has in a row: a pair with a label of 0 or 1, a pair with a score from 0 to 1, a pair that is
 * positive by itself, or an anchor with a positive and one or more negatives.
 */
export type ExampleFormat = 'pair' | 'scored-pair' | 'positive-pair' | 'triplet';

/**
 * The pairs of a split in columns, by the numbers of their texts. An example is `width` pairs that follow each other: one,
 * but for triplets, whose anchor stands with the positive (label 1) and then with each negative (label 0).
 */
export interface PairTable extends Iterable<Pair> {
  /** Pairs. */
  readonly length: number;
  /** Pairs of an example. */
  readonly width: number;
  /** `length` over `width`. */
  readonly examples: number;
  readonly texts: TextStore;
  /** Number of each pair's first text. Shape [length]. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** 0 or 1; of a score, 1 from `data.positive_from` on. Shape [length]. */
  readonly labels: Uint8Array;
  /** From 0 to 1; absent where all are labels. Shape [length]. */
  readonly scores?: Float32Array;
  /** Of the columns that were asked for, where any were; each pair of a triplet has its row's values. */
  readonly slices?: ValueColumns;
  label(pair: number): Label;
  pair(pair: number): Pair;
  place(pair: number): Pick<Pair, 'file' | 'line'>;
  /** The examples with these numbers, in this order. */
  take(examples: Int32Array): PairTable;
}

export type Splits = Readonly<Record<SplitName, PairTable>>;

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
  /** As the files have them; validation is empty when it is a fraction of train. */
  readonly read: Splits;
  /** What the rows of train are. */
  readonly format: ExampleFormat;
  /** The first hundred of each kind. */
  readonly findings: readonly Finding[];
  /** Of all findings. */
  readonly findingCounts: Readonly<Record<FindingKind, number>>;
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
