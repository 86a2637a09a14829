import { describe, expect, it } from 'vitest';
import { fitLogistic } from '../../../src/evaluation/logistic.ts';
import { randomSplit } from './random-split.ts';

describe('fitLogistic', () => {
  it.each([1, 2, 3, 4])('solves the likelihood equations (seed %d)', seed => {
    const { scores, labels } = randomSplit(seed, 400);
    const { intercept, slope } = fitLogistic(scores, labels);
    let [sum, weighted] = [0, 0];
    scores.forEach((score, i) => {
      const residual = labels[i]! - 1 / (1 + Math.exp(-(intercept + slope * score)));
      sum += residual;
      weighted += residual * score;
    });
    expect(slope).toBeGreaterThan(0);
    expect(Math.abs(sum)).toBeLessThan(1e-9);
    expect(Math.abs(weighted)).toBeLessThan(1e-9);
  });

  it('has a closed form for two scores: the log-odds of each', () => {
    // At 0: 1 of 4 is positive; at 1: 3 of 4.
    const scores = Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1);
    const { intercept, slope } = fitLogistic(scores, [1, 0, 0, 0, 1, 1, 1, 0]);
    expect(intercept).toBeCloseTo(Math.log(1 / 3), 12);
    expect(slope).toBeCloseTo(2 * Math.log(3), 12);
  });

  it('converges where one outlier is all that overlaps', () => {
    const scores = Float64Array.from({ length: 2000 }, (_, i) => i / 2000);
    const labels = Array.from(scores, (score, i) => (i === 999 ? 1 : i === 1001 ? 0 : Number(score >= 0.5)));
    const { intercept, slope } = fitLogistic(scores, labels);
    expect(-intercept / slope).toBeCloseTo(0.49975, 4);
    expect(slope).toBeGreaterThan(100);
  });
});
