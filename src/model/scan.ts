import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';
import { breathe } from './breathe.ts';
import { coarseSearch } from './coarse-search.ts';
import { type Collector, GROUP, largestOfGroups, type Place } from './score-blocks.ts';
import type { Sketch } from './sketch.ts';
import type { Vectors } from './vectors.ts';

/** Vectors of the two blocks that are multiplied at a time: their scores take 8 MiB, however many vectors there are. */
const BLOCK = { rows: 2048, columns: 1024 } as const;

export interface SearchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each block of queries with the queries searched for so far and all of them. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly block?: { readonly rows: number; readonly columns: number };
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
    const scores: tf.Tensor2D = tf.matMul(left, right, false, true);
    return { scores, largest: largestOfGroups(scores) };
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
          await breathe(signal, 'The search');
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
        await breathe(signal, 'The search');
      }
    } finally {
      lefts.dispose();
    }
    collector.finish(start, end);
    onProgress?.(end, queries.count);
  }
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
