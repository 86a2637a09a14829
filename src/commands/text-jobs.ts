import type { DataOptions } from '../data/options.ts';
import type { EngineOptions } from '../engine/options.ts';
import type { MineOptions } from './mine-options.ts';
import type { SuggestRequest } from './suggest-report.ts';

/** A version of the data: the options that name its files, and the folder that these are relative to. */
export interface DataVersion {
  readonly root: string;
  readonly data: DataOptions;
}

/** A model as it is in its folder, and the folder that its links must not leave. */
export interface LocalModel {
  readonly folder: string;
  readonly root?: string;
  readonly maxLength?: number;
}

/** Encodes a file of texts, one a line, to a file of JSON lines. */
export interface EncodeJob {
  readonly kind: 'encode';
  readonly model: string;
  readonly input: string;
  readonly output: string;
  readonly engine: EngineOptions;
  readonly cacheDir?: string;
  readonly cacheLimit?: number;
}

/** Looks for near-duplicates among all texts of the data. */
export interface DedupeJob extends DataVersion {
  readonly kind: 'dedupe';
  readonly model: LocalModel;
  /** Cosine similarity from which two texts are near. */
  readonly threshold: number;
  readonly engine: EngineOptions;
  readonly cacheDir?: string;
  readonly cacheLimit?: number;
}

/** Finds hard negatives for positive pairs and writes them to a file. */
export interface MineJob {
  readonly kind: 'mine';
  readonly model: LocalModel;
  /** A file of pairs, or the train split of the data. */
  readonly pairs: DataVersion | { readonly file: string };
  /** A file of texts; without it the texts of the pairs. */
  readonly corpus?: string;
  readonly output: string;
  readonly options: MineOptions;
  readonly engine: EngineOptions;
  readonly cacheDir?: string;
  readonly cacheLimit?: number;
}

/** Chooses unlabelled pairs to be labelled next, and writes them to a file. */
export interface SuggestJob extends SuggestRequest {
  readonly model: LocalModel;
}

export interface EncodeReport {
  readonly kind: 'encode';
  readonly texts: number;
  /** Texts that were run through the model; the others were kept from before or are there twice. */
  readonly encoded: number;
  readonly dimensions: number;
  readonly seconds: number;
}
