import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/evaluation/evaluate.ts';
import { subsetEvaluation } from '../../../src/evaluation/subset.ts';

describe('subsetEvaluation', () => {
  it('is the evaluation of those pairs alone, at the same threshold', () => {
    const scores = Float64Array.from({ length: 60 }, (_, i) => ((i * 37) % 60) / 60);
    const labels = Uint8Array.from(scores, (score, i) => (score + (i % 5) / 10 > 0.6 ? 1 : 0));
    const validation = { scores, labels };
    const pairs = [...scores.keys()].filter(i => i % 3 !== 1).reverse();
    const whole = evaluate({ validation, test: { scores, labels }, threshold: 0.55 });
    const test = {
      scores: Float64Array.from(pairs, i => scores[i]!),
      labels: Uint8Array.from(pairs, i => labels[i]!),
    };
    expect(subsetEvaluation(whole, labels, pairs)).toEqual(evaluate({ validation, test, threshold: 0.55 }));
  });

  it('keeps decisions that a majority took against the score', () => {
    const validation = { scores: Float64Array.of(0, 1), labels: [0, 1] };
    const labels = Uint8Array.of(1, 0, 1);
    const scores = Float64Array.of(0.9, 0.2, 0.8);
    const whole = evaluate({ validation, test: { scores, labels }, threshold: 0.5 });
    const outvoted = { ...whole, correct: [false, true, true] };
    expect(subsetEvaluation(outvoted, labels, [0, 1])).toMatchObject({
      metrics: { accuracy: 0.5, recall: 0 },
      confusion: { truePositives: 0, falsePositives: 0, trueNegatives: 1, falseNegatives: 1 },
      correct: [false, true],
    });
  });
});
