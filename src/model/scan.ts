import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import type { Vectors } from './vectors.ts';

/** Vectors of the two blocks that are multiplied at a time: their scores take 8 MiB, however many vectors there are. */
const BLOCK = { rows: 2048, columns: 1024 } as const;

/** Scores next to each other of which the engine gives the largest, so that most are never looked at. */
const GROUP = 64;

/** A bound on how far a score of the engine is from the exact one: TF32 keeps 10 bits, single precision 23. */
export const errorBound = (engine: Engine, dimensions: number): number =>
  engine.info.gpu ? 2 ** -9 + dimensions * 2 ** -22 : dimensions * 2 ** -22;

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
  for (let start = 0; start < queries.count; start += block.rows) {
    const end = Math.min(start + block.rows, queries.count);
    const left = queries.units(start, end, end - start);
    try {
      for (let at = collector.begin(start, end); at < corpus.count; at += block.columns) {
        const stop = Math.min(at + block.columns, corpus.count);
        // Zeros fill the last group; what they score is never looked at.
        const width = Math.ceil((stop - at) / GROUP) * GROUP;
        const right = corpus.units(at, stop, width);
        const output = await compare(left, right).finally(() => right.dispose());
        try {
          const [scores, largest] = await Promise.all([output.scores.data(), output.largest.data()]);
          const numbers = { scores: scores as Float32Array, largest: largest as Float32Array };
          visit(numbers, { start, end, at, stop, width }, collector);
        } finally {
          tf.dispose(output);
        }
        await breathe(signal);
      }
    } finally {
      left.dispose();
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
