import { describe, expect, it } from 'vitest';
import type { FinetuneGateError } from '../../../src/errors.ts';
import { bestThreshold, logisticThreshold } from '../../../src/evaluation/threshold.ts';
import { randomSplit } from './random-split.ts';

const accuracyAt = (scores: Float64Array, labels: ArrayLike<number>, threshold: number) =>
  scores.filter((score, i) => score >= threshold === (labels[i] === 1)).length / scores.length;

const best = (scores: number[], labels: number[]) => bestThreshold(Float64Array.from(scores), labels);

describe('bestThreshold', () => {
  it('lies midway between its neighbours', () => {
    expect(best([0.1, 0.2, 0.6, 0.9], [0, 0, 1, 1])).toEqual({ threshold: 0.4, accuracy: 1 });
  });

  it('cannot be lifted by ties: pairs of one score are decided alike', () => {
    // Sorting the ties luckily would show 100 %.
    expect(best([0.5, 0.5, 0.5, 0.5], [1, 1, 0, 0]).accuracy).toBe(0.5);
    expect(best([0.1, 0.5, 0.5, 0.5, 0.9], [0, 1, 0, 0, 1])).toEqual({ threshold: 0.7, accuracy: 0.8 });
  });

  it('may call everything positive, or nothing', () => {
    const all = best([0.1, 0.2, 0.3], [1, 1, 0]);
    expect(all).toEqual({ threshold: 0.1 - 1e-6, accuracy: 2 / 3 });
    const none = best([0.1, 0.2, 0.3], [0, 1, 0]);
    expect(none).toEqual({ threshold: 0.3 + 1e-6, accuracy: 2 / 3 });
  });

  it('takes the highest of equally good cuts', () => {
    // Above 0.8, between 0.6 and 0.4 and below all are equally right.
    expect(best([0.8, 0.6, 0.4, 0.2], [0, 1, 0, 1]).threshold).toBeCloseTo(0.8 + 1e-6, 12);
  });

  it('separates neighbouring doubles', () => {
    const low = 0.1;
    const high = low + 2 ** -56;
    expect(best([low, high], [0, 1])).toEqual({ threshold: high, accuracy: 1 });
  });

  it.each([
    [1, 3, 15],
    [2, 20, 1],
    [3, 51, 1],
    [4, 200, 2],
    [5, 300, 15],
  ])('agrees with trying every threshold (seed %d, n = %d, %d decimals)', (seed, n, decimals) => {
    const { scores, labels } = randomSplit(seed, n, decimals);
    const tries = [...scores, ...scores.map(score => score + 1e-9), -2, 2];
    const brute = Math.max(...tries.map(threshold => accuracyAt(scores, labels, threshold)));
    const ours = bestThreshold(scores, labels);
    expect(ours.accuracy).toBe(brute);
    expect(accuracyAt(scores, labels, ours.threshold)).toBe(brute);
  });

  it('does not depend on the order of the pairs', () => {
    const { scores, labels } = randomSplit(7, 200, 2);
    const turned = { scores: scores.toReversed(), labels: Array.from(labels).toReversed() };
    expect(bestThreshold(turned.scores, turned.labels)).toEqual(bestThreshold(scores, labels));
  });

  it('takes a million pairs in its stride', () => {
    const n = 1_000_000;
    const scores = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
    const labels = Uint8Array.from(scores, score => Number(score > 0.25));
    const start = performance.now();
    expect(bestThreshold(scores, labels).accuracy).toBe(1);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('logisticThreshold', () => {
  const logistic = (scores: number[], labels: number[]) =>
    logisticThreshold(Float64Array.from(scores), labels);

  it('is where the fitted probability is one half', () => {
    // Intercept −2.26736304, slope 4.81487617: the likelihood equations solved by scipy.
    const scores = [0.1, 0.2, 0.25, 0.4, 0.45, 0.5, 0.6, 0.62, 0.7, 0.9];
    const labels = [0, 0, 1, 0, 1, 0, 1, 0, 1, 1];
    expect(logistic(scores, labels)).toBeCloseTo(0.47090786209, 10);
  });

  it('moves with the scores', () => {
    const { scores, labels } = randomSplit(11, 500);
    const before = logisticThreshold(scores, labels);
    const moved = scores.map(score => 0.001 * score + 0.9);
    expect(logisticThreshold(moved, labels)).toBeCloseTo(0.001 * before + 0.9, 12);
  });

  it('is the middle of the gap where the classes do not overlap', () => {
    expect(logistic([0.1, 0.3, 0.7, 0.8], [0, 0, 1, 1])).toBeCloseTo(0.5, 14);
    expect(logistic([0.1, 0.3, 0.3, 0.8], [0, 0, 1, 1])).toBeCloseTo(0.3, 14);
  });

  it.each([
    ['all scores are equal', [0.5, 0.5, 0.5], [0, 1, 1]],
    ['positives all score lower', [0.9, 0.8, 0.1, 0.2], [0, 0, 1, 1]],
    ['positives score lower on the whole', [0.9, 0.8, 0.3, 0.1, 0.2, 0.4], [0, 0, 0, 1, 1, 1]],
    ['the score says nothing', [0.1, 0.9, 0.1, 0.9], [0, 0, 1, 1]],
  ])('is refused when %s', (_, scores, labels) => {
    expect(() => logistic(scores, labels)).toThrow(
      expect.objectContaining({ code: 'THRESHOLD_UNDEFINED' }) as FinetuneGateError,
    );
  });
});
