import type { Scored } from './scored.ts';

/** Pairs by similarity, in bins of equal width between `from` and `to`; a score at an inner edge is in the bin above. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

const BINS = 40;

/** The edges are multiples of 0.05 around all scores. */
export function histogramOf({ scores, labels }: Scored): Histogram {
  const low = scores.reduce((least, score) => Math.min(least, score), 1);
  const high = scores.reduce((most, score) => Math.max(most, score), -1);
  const from = scores.length === 0 ? -1 : Math.floor(low * 20) / 20;
  const to = scores.length === 0 ? 1 : Math.max(Math.ceil(high * 20) / 20, from + 0.05);
  const positives = new Array<number>(BINS).fill(0);
  const negatives = new Array<number>(BINS).fill(0);
  scores.forEach((score, i) => {
    const bin = Math.floor(((score - from) / (to - from)) * BINS);
    const counts = labels[i] === 1 ? positives : negatives;
    counts[Math.min(BINS - 1, Math.max(0, bin))]!++;
  });
  return { from, to, positives, negatives };
}
