import { describe, expect, it } from 'vitest';
import { evaluateAt } from '../../../src/evaluation/evaluate.ts';
import { combineSeeds, seedsSummary } from '../../../src/evaluation/seeds.ts';
import type { Evaluation } from '../../../src/evaluation/types.ts';
import { randomSplit } from './random-split.ts';

const at = (scores: number[], labels: number[], threshold: number): Evaluation =>
  evaluateAt({ scores: Float64Array.from(scores), labels }, threshold, 'validation');

describe('combineSeeds', () => {
  const labels = [1, 1, 0, 0];

  it('decides each pair as most of the seeds do', () => {
    const seeds = [
      at([0.9, 0.2, 0.6, 0.1], labels, 0.5),
      at([0.7, 0.65, 0.5, 0.1], labels, 0.6),
      at([0.3, 0.8, 0.55, 0.2], labels, 0.4),
    ];
    const combined = combineSeeds(seeds, labels);
    // Margins: 0.4 0.1 −0.1; −0.3 0.05 0.4; 0.1 −0.1 0.15; −0.4 −0.5 −0.2.
    expect(combined.correct).toEqual([true, true, false, true]);
    expect(combined.threshold).toBe(0.5);
    [0.6, 0.55, 0.6, 0.1].forEach((score, pair) => {
      expect(combined.scores[pair]).toBeCloseTo(score, 12);
    });
    expect(combined.metrics.error_rate).toBe(0.25);
    expect(combined.confusion).toEqual({
      truePositives: 2,
      falsePositives: 1,
      trueNegatives: 1,
      falseNegatives: 0,
    });
    expect(combined.thresholdSource).toBe('validation');
  });

  it('is the majority of the decisions on every pair, and of one seed that seed', () => {
    const { labels } = randomSplit(1, 400);
    const seeds = [1, 2, 3, 4, 5].map(seed =>
      evaluateAt({ scores: randomSplit(seed, 400).scores, labels }, 0.3 + seed / 100, 'validation'),
    );
    const combined = combineSeeds(seeds, labels);
    combined.correct.forEach((right, pair) => {
      expect(right).toBe(seeds.filter(({ correct }) => correct[pair]).length >= 3);
    });
    expect(combineSeeds([seeds[1]!], labels).correct).toEqual(seeds[1]!.correct);
    expect(combineSeeds([seeds[1]!], labels).metrics).toEqual(seeds[1]!.metrics);
  });

  it('is not carried over the threshold by rounding', () => {
    // The margin is −1e-20, which added to the threshold gives the threshold.
    for (const threshold of [0, 0.5, -0.5]) {
      const below = threshold - Math.max(1e-20, 2 ** -53);
      const combined = combineSeeds([at([below, 0.9], [1, 0], threshold)], [1, 0]);
      expect(combined.correct[0]).toBe(false);
      expect(combined.scores[0]).toBeLessThan(threshold);
    }
    const tiny = combineSeeds(
      [at([-1e-20, 0.9], [1, 0], 0), at([0.4, 0.9], [1, 0], 0.5), at([0.9, 0.9], [1, 0], 0.6)],
      [1, 0],
    );
    expect(tiny.threshold).toBe(0.5);
    expect(tiny.correct[0]).toBe(false);
    expect(tiny.confusion.falseNegatives).toBe(1);
  });

  it('needs an odd number of evaluations of the same pairs', () => {
    const one = at([0.9, 0.2, 0.6, 0.1], labels, 0.5);
    const internal = expect.objectContaining({ code: 'INTERNAL' }) as Error;
    expect(() => combineSeeds([one, one], labels)).toThrow(internal);
    expect(() => combineSeeds([], labels)).toThrow(internal);
    expect(() => combineSeeds([one], [1, 0])).toThrow(internal);
  });
});

describe('seedsSummary', () => {
  it('has the mean and the sample standard deviation of the error rate', () => {
    const wrong = (errors: number) =>
      at(
        Array.from({ length: 10 }, (_, i) => (i < errors ? 0.9 : 0.1)),
        new Array(10).fill(0),
        0.5,
      );
    const runs = [1, 2, 4].map((errors, seed) => ({ seed, evaluation: wrong(errors) }));
    const summary = seedsSummary(runs);
    expect(summary.seeds.map(({ seed, errorRate }) => [seed, errorRate])).toEqual([
      [0, 0.1],
      [1, 0.2],
      [2, 0.4],
    ]);
    expect(summary.meanErrorRate).toBeCloseTo(7 / 30, 15);
    // statistics.stdev([0.1, 0.2, 0.4]) of Python.
    expect(summary.deviation).toBeCloseTo(0.1527525231651947, 15);
    expect(seedsSummary(runs.slice(0, 1)).deviation).toBe(0);
  });
});
