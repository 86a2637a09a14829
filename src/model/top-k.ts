import type { Engine } from '../engine/engine.ts';
import { Candidates } from './candidates.ts';
import { type SearchOptions, scan } from './scan.ts';
import { type Collector, errorBound } from './score-blocks.ts';
import type { Vectors } from './vectors.ts';

/** The nearest vectors of each query, the most similar first; of equal ones the lower index. */
export interface Nearest {
  /** Places a query: the number asked for, or the size of the corpus where that is less. */
  readonly k: number;
  /** Index in the corpus, row-major [queries, k]; −1 where nothing more was left. */
  readonly indices: Int32Array;
  /** Cosine similarity in double precision, row-major [queries, k]; −∞ at index −1. */
  readonly scores: Float64Array;
}

export interface TopKOptions extends SearchOptions {
  /** Whether a vector of the corpus does not count for a query. */
  readonly skip?: ((query: number, index: number) => boolean) | undefined;
}

/**
 * The `most` vectors of the corpus with the highest cosine similarity to each query: exact search, in blocks. The
 * result does not depend on the size of the blocks or on the engine, whose scores only choose what is scored again in
 * double precision.
 *
 * @throws `INTERRUPTED` (or the signal's own reason) when aborted, and what the engine throws.
 */
export async function topK(
  engine: Engine,
  queries: Vectors,
  corpus: Vectors,
  most: number,
  options: TopKOptions = {},
): Promise<Nearest> {
  const k = Math.min(most, corpus.count);
  const indices = new Int32Array(queries.count * k).fill(-1);
  const scores = new Float64Array(queries.count * k).fill(Number.NEGATIVE_INFINITY);
  if (k === 0) return { k, indices, scores };
  const { skip = () => false } = options;
  const slack = 2 * errorBound(engine, corpus.dimensions);
  const room = k + Math.max(16, k >> 1);
  let [block, offset] = [new Candidates(0, k, room, slack), 0];
  const collector: Collector = {
    begin(start, end) {
      [block, offset] = [new Candidates(end - start, k, room, slack), start];
      return 0;
    },
    limit: row => block.limit(row - offset),
    take(row, column, score) {
      if (!skip(row, column)) block.insert(row - offset, column, score);
    },
    finish(start, end) {
      for (let row = start; row < end; row++) {
        // More vectors that are nearly equal than there is room for: all are scored.
        const columns = block.columns(row - offset) ?? wanted(corpus.count, column => !skip(row, column));
        const exact = columns.map(column => ({ column, score: queries.cosine(row, corpus, column) }));
        exact.sort((a, b) => b.score - a.score || a.column - b.column);
        for (const [i, { column, score }] of exact.slice(0, k).entries()) {
          indices[row * k + i] = column;
          scores[row * k + i] = score;
        }
      }
    },
  };
  await scan(engine, queries, corpus, collector, options);
  return { k, indices, scores };
}

function wanted(count: number, test: (column: number) => boolean): number[] {
  return Array.from({ length: count }, (_, column) => column).filter(test);
}
