import { FinetuneGateError } from '../errors.ts';
import { evaluateAt } from './evaluate.ts';
import type { Labels } from './scored.ts';
import type { Evaluation, Metrics } from './types.ts';

/**
 * What models that differ in their seed decide together: every pair as most of them do, never as the best of them. A
 * pair's margin is the median of its distances from each model's threshold, whose sign is that of the majority; its score
 * is that margin above the median threshold.
 *
 * @param evaluations an odd number, on the same pairs
 * @throws FinetuneGateError INTERNAL when their number is even or they decided different numbers of pairs
 */
export function combineSeeds(evaluations: readonly Evaluation[], labels: Labels): Evaluation {
  const [first] = evaluations;
  if (!first || evaluations.length % 2 === 0 || evaluations.some(({ n }) => n !== labels.length)) {
    throw new FinetuneGateError('INTERNAL', `${evaluations.length} evaluations have no majority.`);
  }
  const threshold = median(evaluations.map(one => one.threshold));
  // Rounding must not carry a negative margin up to the threshold itself.
  const below = threshold - Math.max(Math.abs(threshold) * 2 ** -52, Number.MIN_VALUE);
  const scores = Float64Array.from({ length: first.n }, (_, pair) => {
    const margin = median(evaluations.map(one => one.scores[pair]! - one.threshold));
    return margin < 0 ? Math.min(below, threshold + margin) : threshold + margin;
  });
  return evaluateAt({ scores, labels }, threshold, first.thresholdSource);
}

/** The seeds by themselves: their mean error rate and its sample standard deviation, 0 with one seed. */
export function seedsSummary(runs: readonly { readonly seed: number; readonly evaluation: Evaluation }[]): {
  readonly seeds: readonly { readonly seed: number; readonly errorRate: number; readonly metrics: Metrics }[];
  readonly meanErrorRate: number;
  readonly deviation: number;
} {
  const rates = runs.map(({ evaluation }) => evaluation.metrics.error_rate);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const squares = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  return {
    seeds: runs.map(({ seed, evaluation: { metrics } }) => ({
      seed,
      errorRate: metrics.error_rate,
      metrics,
    })),
    meanErrorRate: mean,
    deviation: Math.sqrt(squares / Math.max(1, rates.length - 1)),
  };
}

/** @param values an odd number of them */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) / 2]!;
}
