import type { Engine } from '../engine/engine.ts';
import { type SearchOptions, scan } from './scan.ts';
import { type Collector, errorBound } from './score-blocks.ts';
import type { Vectors } from './vectors.ts';

/** Two vectors by their indices, and their cosine similarity. */
export interface SimilarPair {
  readonly first: number;
  readonly second: number;
  readonly score: number;
}

export interface PairsAbove {
  /** The first in the order of their indices, `limit` at most. */
  readonly pairs: readonly SimilarPair[];
  /** How many there are. */
  readonly total: number;
}

export interface PairsAboveOptions extends SearchOptions {
  /** The set that `second` is an index of; without it pairs are within one set, `first` below `second`. */
  readonly against?: Vectors;
  /** Most pairs that are listed; 100 000 when omitted. */
  readonly limit?: number;
  /** Sees every pair, listed or not, as it is found: in an order that depends on the blocks. */
  readonly visit?: (first: number, second: number, score: number) => void;
}

/**
 * Every pair of vectors whose cosine similarity is at least `threshold`: exact search, in blocks. The result does not
 * depend on the size of the blocks or on the engine, and memory on `limit` only.
 *
 * @throws `INTERRUPTED` (or the signal's own reason) when aborted, and what the engine throws.
 */
export async function pairsAbove(
  engine: Engine,
  vectors: Vectors,
  threshold: number,
  options: PairsAboveOptions = {},
): Promise<PairsAbove> {
  const { against, limit = 100_000, visit } = options;
  const corpus = against ?? vectors;
  const lowest = threshold - errorBound(engine, vectors.dimensions);
  const pairs: SimilarPair[] = [];
  let total = 0;
  let found: SimilarPair[] = [];
  const keepFirst = () => {
    found.sort((a, b) => a.first - b.first || a.second - b.second);
    found.splice(limit - pairs.length);
  };
  const collector: Collector = {
    begin: start => (against ? 0 : start),
    limit: () => lowest,
    least: threshold,
    take(first, second) {
      if (!against && second <= first) return;
      const score = vectors.cosine(first, corpus, second);
      if (score < threshold) return;
      total += 1;
      visit?.(first, second, score);
      if (pairs.length === limit) return;
      found.push({ first, second, score });
      if (found.length > 2 * limit + 1024) keepFirst();
    },
    finish() {
      keepFirst();
      for (const pair of found) pairs.push(pair);
      found = [];
    },
  };
  await scan(engine, vectors, corpus, collector, options);
  return { pairs, total };
}
