import type { DataOptions } from '../data/options.ts';
import type { EngineOptions } from '../engine/options.ts';

/** Where a model decides between positive and negative: known, or the most accurate on the validation pairs. */
export type SuggestThreshold = number | 'validation';

/** What is asked for, but for the model. */
export interface SuggestRequest {
  readonly kind: 'suggest';
  readonly root: string;
  /** The pairs that are labelled already; their columns' names count for the input too. */
  readonly data: DataOptions;
  /** Takes validation out of train where it is a fraction. */
  readonly seed: number;
  /** A file of pairs; labels in it are not looked at. */
  readonly input: string;
  readonly threshold: SuggestThreshold;
  readonly count: number;
  /** A .csv or .jsonl file. */
  readonly output?: string;
  readonly engine: EngineOptions;
  readonly cacheDir?: string;
  readonly cacheLimit?: number;
}

/** A pair worth labelling; its texts are untrusted. */
export interface Suggestion {
  readonly first: string;
  readonly second: string;
  readonly similarity: number;
  /** How far the similarity is from the threshold. */
  readonly margin: number;
  /** Pairs with the same number are alike; from 1. */
  readonly cluster: number;
  /** Of the input. */
  readonly line: number;
}

export interface SuggestReport {
  readonly kind: 'suggest';
  /** Pairs of the input. */
  readonly pairs: number;
  /** Of these, pairs that the data has, that stand in the input before, and of which both texts are the same. */
  readonly known: number;
  readonly repeated: number;
  readonly trivial: number;
  readonly threshold: number;
  readonly clusters: number;
  /** In the order in which they are best labelled. */
  readonly suggestions: readonly Suggestion[];
}
