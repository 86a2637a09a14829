import { describe, expect, it } from 'vitest';
import type { FinetuneGateError } from '../../../src/errors.ts';
import { evaluate, type Scored } from '../../../src/evaluation/evaluate.ts';
import { randomSplit } from './random-split.ts';

const split = (scores: number[], labels: number[]): Scored => ({ scores: Float64Array.from(scores), labels });
const validation = split([0.2, 0.4, 0.6, 0.8], [0, 0, 1, 1]);
const test = split([0.1, 0.45, 0.5, 0.7, 0.9], [0, 1, 1, 0, 1]);

describe('evaluate', () => {
  it('applies the threshold of validation to test', () => {
    const evaluation = evaluate({ validation, test, threshold: 'validation' });
    expect(evaluation).toMatchObject({
      n: 5,
      positives: 3,
      threshold: 0.5,
      thresholdSource: 'validation',
      confusion: { truePositives: 2, falsePositives: 1, trueNegatives: 1, falseNegatives: 1 },
      correct: [true, false, true, false, true],
    });
    expect(evaluation.metrics.accuracy).toBe(0.6);
    expect(evaluation.scores).toEqual(test.scores);
    expect(evaluation.accuracyInterval.level).toBe(0.95);
    // Wilson, 3 of 5.
    expect(evaluation.accuracyInterval.low).toBeCloseTo(0.2307, 4);
    expect(evaluation.accuracyInterval.high).toBeCloseTo(0.8824, 4);
  });

  it('never looks at the test split for its threshold', () => {
    const other = { ...test, labels: Array.from(test.labels, label => 1 - label) };
    const threshold = (scored: Scored) =>
      evaluate({ validation, test: scored, threshold: 'validation' }).threshold;
    expect(threshold(other)).toBe(threshold(test));
  });

  it('takes a number, or the logistic threshold of train', () => {
    expect(evaluate({ validation, test, threshold: 0.8 })).toMatchObject({
      threshold: 0.8,
      thresholdSource: 'fixed',
    });
    const train = split([0.1, 0.3, 0.5, 0.9], [0, 0, 1, 1]);
    const fitted = evaluate({ validation, train, test, threshold: 'logistic' });
    expect(fitted).toMatchObject({ thresholdSource: 'logistic' });
    expect(fitted.threshold).toBeCloseTo(0.4, 14);
  });

  it('agrees with itself: `correct` sums to the confusion matrix', () => {
    const random = randomSplit(3, 500, 2);
    const { correct, confusion, metrics } = evaluate({
      validation: random,
      test: random,
      threshold: 'validation',
    });
    const right = correct.filter(Boolean).length;
    expect(right).toBe(confusion.truePositives + confusion.trueNegatives);
    expect(metrics.accuracy + metrics.error_rate).toBeCloseTo(1, 15);
  });

  it.each([
    ['DATA_SPLIT_EMPTY', { test: split([], []) }],
    ['DATA_ONE_CLASS', { test: split([0.1, 0.2], [1, 1]) }],
    ['ENGINE_FAILED', { test: split([0.1, Number.NaN], [0, 1]) }],
    ['DATA_SPLIT_EMPTY', { validation: split([], []) }],
    ['ENGINE_FAILED', { validation: split([0.1, Number.POSITIVE_INFINITY], [0, 1]) }],
    ['DATA_SPLIT_EMPTY', { threshold: 'logistic' as const }],
    ['INTERNAL', { test: split([0.1, 0.2], [1]) }],
  ])('refuses with %s', (code, change) => {
    expect(() => evaluate({ validation, test, threshold: 'validation', ...change })).toThrow(
      expect.objectContaining({ code }) as FinetuneGateError,
    );
  });
});
