import { confusionAt } from './confusion.ts';
import { wilson } from './intervals.ts';
import { metricsOf } from './metrics.ts';
import type { Evaluation, Metrics } from './types.ts';

/**
 * The majority of several evaluations on the same pairs. A pair's score is the median of its distances from each one's
 * threshold, put at the first one's threshold, so that deciding by it is deciding by the majority.
 *
 * @param evaluations an odd number
 */
export function combineSeeds(evaluations: readonly Evaluation[], labels: Uint8Array): Evaluation {
  const [first] = evaluations;
  if (!first || evaluations.length === 1) return first!;
  const { threshold, n } = first;
  const scores = Float64Array.from({ length: n }, (_, pair) => {
    const margins = evaluations.map(one => one.scores[pair]! - one.threshold).sort((a, b) => a - b);
    const median = margins[margins.length >> 1]!;
    const score = threshold + median;
    // What is below the threshold by less than a rounding error must not be lifted onto it.
    return median < 0 && score >= threshold ? below(threshold) : score;
  });
  const confusion = confusionAt(scores, labels, threshold);
  return {
    ...first,
    metrics: metricsOf(confusion, scores, labels),
    accuracyInterval: wilson(confusion.truePositives + confusion.trueNegatives, n, 0.95),
    confusion,
    scores,
    correct: Array.from(scores, (score, i) => score >= threshold === (labels[i] === 1)),
  };
}

/** The seeds by themselves: their error rates, the mean, and the sample standard deviation. */
export function seedsSummary(runs: readonly { readonly seed: number; readonly evaluation: Evaluation }[]): {
  readonly seeds: readonly { readonly seed: number; readonly errorRate: number; readonly metrics: Metrics }[];
  readonly meanErrorRate: number;
  readonly deviation: number;
} {
  const seeds = runs.map(({ seed, evaluation: { metrics } }) => ({
    seed,
    errorRate: metrics.error_rate,
    metrics,
  }));
  const mean = seeds.reduce((sum, { errorRate }) => sum + errorRate, 0) / seeds.length;
  const squares = seeds.reduce((sum, { errorRate }) => sum + (errorRate - mean) ** 2, 0);
  return { seeds, meanErrorRate: mean, deviation: Math.sqrt(squares / Math.max(1, seeds.length - 1)) };
}

/** A number a little smaller. */
const below = (value: number): number => value - Math.max(Math.abs(value), 1) * Number.EPSILON;
