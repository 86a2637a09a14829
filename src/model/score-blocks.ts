import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';

/** Scores next to each other of which the engine gives the largest, so that most are never looked at. */
export const GROUP = 64;

/** A bound on how far a score of the engine is from the exact one: TF32 keeps 10 bits, single precision 23. */
export const errorBound = (engine: Engine, dimensions: number): number =>
  engine.info.gpu ? 2 ** -9 + dimensions * 2 ** -22 : dimensions * 2 ** -22;

/** Of scores [rows, columns], the largest of each group of columns: [rows, columns / GROUP]. */
export function largestOfGroups(scores: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = scores.shape;
  return tf.max(tf.reshape(scores, [rows, columns / GROUP, GROUP]), 2);
}

/** Queries `start` to `end` against vectors `at` to `stop` (both exclusive), filled up to `width` columns. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly at: number;
  readonly stop: number;
  readonly width: number;
}

/** What a search wants of the scores, which are the engine's: at most `errorBound` from the exact ones. */
export interface Collector {
  /** The queries from `start` to `end` (exclusive) come next; answers the first column that they are compared with. */
  begin(start: number, end: number): number;
  /** Scores below it are of no interest for this query; it may rise while the search goes on. */
  limit(row: number): number;
  /** A vector of the corpus with its score, at or above the limit. Columns of a row come in order. */
  take(row: number, column: number, score: number): void;
  /** The queries from `start` to `end` (exclusive) are through. */
  finish(start: number, end: number): void;
  /**
   * The one limit of all queries, where there is one and `take` computes scores by itself. Then sketches of the vectors
   * tell what is far below it, and `take` also sees pairs that are below, with a score of NaN.
   */
  readonly least?: number;
}
