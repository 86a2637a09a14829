import type { Sample } from '../evaluation/statistics.ts';
import type { Baseline, Costs, Evaluation, RetrievalScores, TestPairs } from '../evaluation/types.ts';

/** All that rules may ask about: the candidate on the pairs that judge it, and what it is held against. */
export interface Measured {
  readonly candidate: Evaluation;
  /** The judging pairs, in the order of `candidate.scores`. */
  readonly test: Pick<TestPairs, 'labels' | 'clusters' | 'slices'>;
  /** The first is the bar of `… < baseline`. */
  readonly baselines: readonly Baseline[];
  /** Where the configuration has `evaluate.retrieval`. */
  readonly retrieval?: RetrievalScores;
  readonly costs: Costs;
}

/** An evaluation's pairs as statistics take them. */
export function sampleOf(
  { scores, correct, threshold }: Evaluation,
  { labels, clusters }: Pick<Measured['test'], 'labels' | 'clusters'>,
): Sample {
  return { scores, correct: Uint8Array.from(correct, Number), labels, threshold, clusters };
}

/** @param pairs indices into the sample */
export function restricted(
  { scores, correct, labels, threshold, clusters }: Sample,
  pairs: Int32Array,
): Sample {
  return {
    scores: Float64Array.from(pairs, pair => scores[pair]!),
    correct: Uint8Array.from(pairs, pair => correct[pair]!),
    labels: Uint8Array.from(pairs, pair => labels[pair]!),
    threshold,
    clusters: Int32Array.from(pairs, pair => clusters[pair]!),
  };
}
