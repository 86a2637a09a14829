import { describe, expect, it } from 'vitest';
import { rankingQuality } from '../../../src/evaluation/ranking.ts';
import { randomSplit } from './random-split.ts';

/** The definition, pair by pair: O(n²). */
function bruteAuc(scores: Float64Array, labels: ArrayLike<number>): number {
  let wins = 0;
  let all = 0;
  scores.forEach((a, i) => {
    scores.forEach((b, j) => {
      if (labels[i] !== 1 || labels[j] !== 0) return;
      all++;
      wins += a > b ? 1 : a === b ? 0.5 : 0;
    });
  });
  return wins / all;
}

/** Recall gained times precision at every distinct threshold, each counted from scratch. */
function bruteAveragePrecision(scores: Float64Array, labels: ArrayLike<number>): number {
  const thresholds = [...new Set(scores)].sort((a, b) => b - a);
  const positives = Array.from(labels).filter(label => label === 1).length;
  let recall = 0;
  return thresholds.reduce((sum, threshold) => {
    const called = [...scores.keys()].filter(i => scores[i]! >= threshold);
    const right = called.filter(i => labels[i] === 1).length;
    const gained = right / positives - recall;
    recall = right / positives;
    return sum + gained * (right / called.length);
  }, 0);
}

describe('rankingQuality', () => {
  it('by hand', () => {
    // Positives 0.8 and 0.35, negatives 0.4 and 0.1: three of four pairs in order; 1·½ + ⅔·½.
    const { rocAuc, averagePrecision } = rankingQuality(Float64Array.of(0.1, 0.4, 0.35, 0.8), [0, 0, 1, 1]);
    expect(rocAuc).toBe(0.75);
    expect(averagePrecision).toBeCloseTo(5 / 6, 15);
  });

  it.each([
    [1, 40, 15],
    [2, 60, 1],
    [3, 150, 1],
    [4, 150, 0],
  ])('agrees with the definitions (seed %d, n = %d, %d decimals)', (seed, n, decimals) => {
    const { scores, labels } = randomSplit(seed, n, decimals);
    const ours = rankingQuality(scores, labels);
    expect(ours.rocAuc).toBeCloseTo(bruteAuc(scores, labels), 13);
    expect(ours.averagePrecision).toBeCloseTo(bruteAveragePrecision(scores, labels), 13);
  });

  it('does not depend on the order of tied pairs, nor on the scale of the scores', () => {
    const { scores, labels } = randomSplit(9, 300, 1);
    const ours = rankingQuality(scores, labels);
    const reversed = rankingQuality(scores.toReversed(), Array.from(labels).toReversed());
    expect(reversed.rocAuc).toBe(ours.rocAuc);
    expect(reversed.averagePrecision).toBeCloseTo(ours.averagePrecision, 14);
    expect(
      rankingQuality(
        scores.map(score => Math.exp(3 * score)),
        labels,
      ),
    ).toEqual(ours);
  });

  it('turns around with the labels', () => {
    const { scores, labels } = randomSplit(10, 300, 2);
    const turned = Array.from(labels, label => 1 - label);
    expect(rankingQuality(scores, turned).rocAuc).toBeCloseTo(1 - rankingQuality(scores, labels).rocAuc, 13);
  });

  it('has nothing to rank with one class, or one score', () => {
    expect(rankingQuality(Float64Array.of(0.1, 0.2), [1, 1])).toEqual({ rocAuc: 0.5, averagePrecision: 1 });
    expect(rankingQuality(Float64Array.of(0.1, 0.2), [0, 0])).toEqual({ rocAuc: 0.5, averagePrecision: 0 });
    expect(rankingQuality(Float64Array.of(0.3, 0.3, 0.3, 0.3), [0, 1, 1, 1])).toEqual({
      rocAuc: 0.5,
      averagePrecision: 0.75,
    });
  });
});
