import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/evaluation/evaluate.ts';
import { subsetEvaluation } from '../../../src/evaluation/subset.ts';

describe('subsetEvaluation', () => {
  it('is the evaluation of those pairs alone, at the same threshold', () => {
    const scores = Float64Array.from({ length: 60 }, (_, i) => ((i * 37) % 60) / 60);
    const labels = Uint8Array.from(scores, (score, i) => (score + (i % 5) / 10 > 0.6 ? 1 : 0));
    const validation = { scores, labels };
    const pairs = Int32Array.from(scores.keys())
      .filter(i => i % 3 !== 1)
      .reverse();
    const whole = evaluate({ validation, test: { scores, labels }, threshold: 0.55 });
    const test = {
      scores: Float64Array.from(pairs, i => scores[i]!),
      labels: Uint8Array.from(pairs, i => labels[i]!),
    };
    expect(subsetEvaluation(whole, labels, pairs)).toEqual(evaluate({ validation, test, threshold: 0.55 }));
  });
});
