import type { SplitName } from '../data/pair.ts';

/** A text, and every pair that it is in. */
export interface GroupedText {
  readonly text: string;
  readonly places: readonly { readonly split: SplitName; readonly file: string; readonly line: number }[];
}

/** Texts that are near each other, directly or over others. */
export interface DuplicateGroup {
  /** Where its texts are, in the order train, validation, test. */
  readonly splits: readonly SplitName[];
  /** The highest similarity of two of its texts. */
  readonly similarity: number;
  readonly texts: readonly GroupedText[];
}

export interface DedupeReport {
  readonly kind: 'dedupe';
  readonly threshold: number;
  /** Different texts in the data. */
  readonly texts: number;
  /** Pairs of texts at or above the threshold. */
  readonly pairs: number;
  /** Groups of two texts and more: those in train and in what judges it first, then the larger. */
  readonly groups: readonly DuplicateGroup[];
  /** How many groups have texts of train and of validation or test. */
  readonly leaking: number;
}
