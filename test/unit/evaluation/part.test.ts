import { expect, it } from 'vitest';
import { evaluate } from '../../../src/evaluation/evaluate.ts';
import { partOf } from '../../../src/evaluation/part.ts';
import { combineSeeds } from '../../../src/evaluation/seeds.ts';
import type { Evaluation } from '../../../src/evaluation/types.ts';

const labels = Uint8Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 1 : 0));
const validation = { scores: Float64Array.of(0, 1), labels: [0, 1] };

/** Scores that know something of the labels, differently for each salt. */
function evaluation(salt: number, threshold = 0.5): Evaluation {
  const scores = Float64Array.from(
    labels,
    (label, i) => ((i * 7919 + salt * 104729) % 101) / 130 + label / 5,
  );
  return evaluate({ validation, test: { scores, labels }, threshold });
}

it('a part is what evaluating it alone would be', () => {
  const whole = evaluation(1);
  const pairs = Int32Array.of(59, 3, 4, 5, 30, 31, 8);
  const own = {
    scores: Float64Array.from(pairs, i => whole.scores[i]!),
    labels: Array.from(pairs, i => labels[i]!),
  };
  expect(partOf(whole, labels, pairs)).toEqual(evaluate({ validation, test: own, threshold: 0.5 }));
  const all = Int32Array.from(labels.keys());
  expect(partOf(whole, labels, all)).toEqual(whole);
});

it('no pairs are a part as well', () => {
  expect(partOf(evaluation(1), labels, new Int32Array(0))).toMatchObject({ n: 0, positives: 0, correct: [] });
});

it('seeds decide each pair by their majority, whatever their thresholds', () => {
  const seeds = [evaluation(1, 0.4), evaluation(2, 0.5), evaluation(3, 0.65)];
  const combined = combineSeeds(seeds, labels);
  const majority = Array.from(labels.keys(), i => seeds.filter(({ correct }) => correct[i]).length >= 2);
  expect(combined.correct).toEqual(majority);
  expect(combined.metrics.accuracy).toBeCloseTo(majority.filter(Boolean).length / 60, 12);
  // They differ, or there would be nothing to decide.
  expect(new Set(seeds.map(({ correct }) => correct.join())).size).toBe(3);
  expect(partOf(combined, labels, Int32Array.from(labels.keys()))).toEqual(combined);
});
