import { confusionAt } from './confusion.ts';
import { wilson } from './intervals.ts';
import { metricsOf } from './metrics.ts';
import { assertScored, countPositives, type Scored } from './scored.ts';
import { bestThreshold, logisticThreshold } from './threshold.ts';
import type { Evaluation, ThresholdSource } from './types.ts';

export type { Scored } from './scored.ts';

export interface EvaluateInput {
  readonly validation: Scored;
  /** Needed for the threshold `logistic`. */
  readonly train?: Scored;
  readonly test: Scored;
  readonly threshold: 'validation' | 'logistic' | number;
}

/**
 * Scores the test split with a threshold that never saw it.
 *
 * @throws FinetuneGateError DATA_SPLIT_EMPTY, DATA_ONE_CLASS, ENGINE_FAILED, THRESHOLD_UNDEFINED
 */
export function evaluate(input: EvaluateInput): Evaluation {
  assertScored(input.test, 'test');
  const { threshold, thresholdSource } = chooseThreshold(input);
  return evaluateAt(input.test, threshold, thresholdSource);
}

/** Everything about pairs with this threshold. Does not throw: without pairs or with one class, see `metricsOf`. */
export function evaluateAt(
  { scores, labels }: Scored,
  threshold: number,
  thresholdSource: ThresholdSource,
): Evaluation {
  const confusion = confusionAt(scores, labels, threshold);
  return {
    n: scores.length,
    positives: countPositives(labels),
    threshold,
    thresholdSource,
    metrics: metricsOf(confusion, scores, labels),
    accuracyInterval: wilson(confusion.truePositives + confusion.trueNegatives, scores.length, 0.95),
    confusion,
    scores,
    correct: Array.from(scores, (score, i) => score >= threshold === (labels[i] === 1)),
  };
}

function chooseThreshold({ threshold, train, validation }: EvaluateInput): {
  threshold: number;
  thresholdSource: ThresholdSource;
} {
  if (typeof threshold === 'number') return { threshold, thresholdSource: 'fixed' };
  if (threshold === 'validation') {
    assertScored(validation, 'validation');
    return {
      threshold: bestThreshold(validation.scores, validation.labels).threshold,
      thresholdSource: 'validation',
    };
  }
  const pairs = train ?? { scores: new Float64Array(), labels: [] };
  assertScored(pairs, 'train');
  return { threshold: logisticThreshold(pairs.scores, pairs.labels), thresholdSource: 'logistic' };
}
