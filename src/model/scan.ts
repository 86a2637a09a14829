import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import { Sketch } from './sketch.ts';
import type { Vectors } from './vectors.ts';

/** Vectors of the two blocks that are multiplied at a time: their scores take 8 MiB, however many vectors there are. */
const BLOCK = { rows: 2048, columns: 1024 } as const;

/** Scores next to each other of which the engine gives the largest, so that most are never looked at. */
const GROUP = 64;

/** A bound on how far a score of the engine is from the exact one: TF32 keeps 10 bits, single precision 23. */
export const errorBound = (engine: Engine, dimensions: number): number =>
  engine.info.gpu ? 2 ** -9 + dimensions * 2 ** -22 : dimensions * 2 ** -22;

/** Of all groups, the part that may hold something near before all scores are computed after all. */
const RARE = 1 / 100;

/** Blocks that sketches may fail on before they are given up, unless they did well on more. */
const PATIENCE = 3;

export interface SearchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each block of queries with the queries searched for so far and all of them. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly block?: { readonly rows: number; readonly columns: number };
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

/**
 * Compares every query with every vector of the corpus, in blocks on the engine, and hands on what the collector wants.
 *
 * @throws `INTERRUPTED` (or the signal's own reason) when aborted, and what the engine throws.
 */
export async function scan(
  engine: Engine,
  queries: Vectors,
  corpus: Vectors,
  collector: Collector,
  { signal, onProgress, block = BLOCK }: SearchOptions = {},
): Promise<void> {
  const compare = engine.compile((left: tf.Tensor2D, right: tf.Tensor2D) => {
    const scores = tf.matMul(left, right, false, true);
    const [rows, columns] = scores.shape as [number, number];
    return { scores, largest: tf.max(tf.reshape(scores, [rows, columns / GROUP, GROUP]), 2) };
  });
  const coarse = coarseSearch(engine, queries, corpus, collector);
  for (let start = 0; start < queries.count; start += block.rows) {
    const end = Math.min(start + block.rows, queries.count);
    const lefts = new Lefts(queries, coarse?.query, start, end);
    try {
      for (let at = collector.begin(start, end); at < corpus.count; at += block.columns) {
        const stop = Math.min(at + block.columns, corpus.count);
        // Zeros fill the last group; what they score is never looked at.
        const width = Math.ceil((stop - at) / GROUP) * GROUP;
        const place = { start, end, at, stop, width };
        if (await coarse?.search(() => lefts.sketch, place)) {
          await breathe(signal);
          continue;
        }
        const right = corpus.units(at, stop, width);
        const output = await compare(lefts.whole, right).finally(() => right.dispose());
        try {
          const [scores, largest] = await Promise.all([output.scores.data(), output.largest.data()]);
          const numbers = { scores: scores as Float32Array, largest: largest as Float32Array };
          visit(numbers, place, collector);
        } finally {
          tf.dispose(output);
        }
        await breathe(signal);
      }
    } finally {
      lefts.dispose();
    }
    collector.finish(start, end);
    onProgress?.(end, queries.count);
  }
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly at: number;
  readonly stop: number;
  readonly width: number;
}

/** A block of queries as left factors, each made when it is first asked for. */
class Lefts {
  readonly #make: { readonly whole: () => tf.Tensor2D; readonly sketch: () => tf.Tensor2D };
  #whole: tf.Tensor2D | undefined;
  #sketch: tf.Tensor2D | undefined;

  constructor(queries: Vectors, sketch: Sketch | undefined, start: number, end: number) {
    this.#make = {
      whole: () => queries.units(start, end, end - start),
      sketch: () => sketch!.left(start, end),
    };
  }

  get whole(): tf.Tensor2D {
    this.#whole ??= this.#make.whole();
    return this.#whole;
  }

  get sketch(): tf.Tensor2D {
    this.#sketch ??= this.#make.sketch();
    return this.#sketch;
  }

  dispose(): void {
    this.#whole?.dispose();
    this.#sketch?.dispose();
  }
}

interface CoarseSearch {
  readonly query: Sketch;
  /** Handles a block of pairs if its sketches show that next to none is near; false when all scores are wanted. */
  search(left: () => tf.Tensor2D, place: Place): Promise<boolean>;
}

function coarseSearch(
  engine: Engine,
  queries: Vectors,
  corpus: Vectors,
  collector: Collector,
): CoarseSearch | undefined {
  const { least } = collector;
  const [query, other] = least === undefined ? [] : [Sketch.of(queries), Sketch.of(corpus)];
  if (least === undefined || !query || !other) return undefined;
  const lowest = least - 1 - errorBound(engine, query.width) - 2 ** -18;
  const compare = engine.compile((left: tf.Tensor2D, right: tf.Tensor2D) => {
    const scores = tf.matMul(left, right, false, true);
    const [rows, columns] = scores.shape as [number, number];
    return tf.max(tf.reshape(scores, [rows, columns / GROUP, GROUP]), 2);
  });
  let [handled, refused] = [0, 0];
  const search = async (left: () => tf.Tensor2D, { start, at, stop, width }: Place) => {
    // Where everything is near everything, sketches only add to the work.
    if (refused > handled + PATIENCE) return false;
    const right = other.right(at, stop, width);
    const output = await compare(left(), right).finally(() => right.dispose());
    const largest = (await output.data()) as Float32Array;
    output.dispose();
    const near: number[] = [];
    for (let group = 0; group < largest.length; group++) if (largest[group]! >= lowest) near.push(group);
    if (near.length > RARE * largest.length) {
      refused++;
      return false;
    }
    handled++;
    const groups = width / GROUP;
    for (const group of near) {
      const row = start + Math.floor(group / groups);
      const first = at + (group % groups) * GROUP;
      const last = Math.min(first + GROUP, stop);
      for (let column = first; column < last; column++) collector.take(row, column, Number.NaN);
    }
    return true;
  };
  return { query, search };
}

function visit(
  { scores, largest }: { readonly scores: Float32Array; readonly largest: Float32Array },
  { start, end, at, stop, width }: Place,
  collector: Collector,
): void {
  const groups = width / GROUP;
  for (let row = start; row < end; row++) {
    let limit = collector.limit(row);
    for (let group = 0; group < groups; group++) {
      if (largest[(row - start) * groups + group]! < limit) continue;
      const first = group * GROUP;
      const last = Math.min(first + GROUP, stop - at);
      for (let i = first; i < last; i++) {
        const score = scores[(row - start) * width + i]!;
        if (score < limit) continue;
        collector.take(row, at + i, score);
        limit = collector.limit(row);
      }
    }
  }
}

async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (!signal?.aborted) return;
  throw signal.reason instanceof FinetuneGateError
    ? signal.reason
    : new FinetuneGateError('INTERRUPTED', 'The search was stopped.', { cause: signal.reason });
}
