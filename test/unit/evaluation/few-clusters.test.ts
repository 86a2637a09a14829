import { describe, expect, it } from 'vitest';
import { clustersOf } from '../../../src/evaluation/clusters.ts';
import { effectivePairs } from '../../../src/evaluation/design-effect.ts';
import { wilson } from '../../../src/evaluation/intervals.ts';
import { type Sample, statistics } from '../../../src/evaluation/statistics.ts';
import { METRICS } from '../../../src/evaluation/types.ts';

const COMPARED = METRICS.filter(name => name !== 'accuracy' && name !== 'error_rate' && name !== 'recall');

/** Clusters of 100 pairs, half of them positive; of each cluster's pairs every `every`th is wrong, by turns. */
function clustered(clusters: number, ...every: readonly number[]): Sample {
  const n = 100 * clusters;
  const numbers = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 100));
  const labels = Uint8Array.from(numbers, (_, i) => i % 2);
  const correct = Uint8Array.from(numbers, (cluster, i) =>
    Number(Math.floor((i % 100) / 2) % every[cluster % every.length]! !== 0),
  );
  const scores = Float64Array.from(correct, (right, i) => (right === labels[i] ? 1 : -1) + (i % 7) / 20);
  return { scores, correct, labels, threshold: 0, clusters: numbers };
}

describe('all pairs in one cluster', () => {
  const good = clustered(1, 20);
  const bad = clustered(1, 3);

  it('are one case for an interval', () => {
    for (const name of METRICS) {
      const { low, high } = statistics.interval(name, good, 0.95);
      expect(high - low).toBeGreaterThan(0.6);
    }
    expect(statistics.interval('accuracy', good, 0.95).low).toBeCloseTo(wilson(0.94, 1, 0.95).low, 12);
  });

  it('prove nothing against a baseline or a known rate', () => {
    for (const name of METRICS) {
      const evidence = statistics.compare(name, good, bad);
      expect(evidence.difference).toBeLessThan(-0.1);
      for (const p of [evidence.pBetter, evidence.pWithin(0.01)]) expect(p).toBeGreaterThan(0.05);
      expect(statistics.compare(name, bad, good).pWorse).toBeGreaterThanOrEqual(0.5);
    }
    const rate = statistics.compareRate(good, 0.3);
    expect([rate.pBetter, rate.pWithin(0.01)].every(p => p > 0.5)).toBe(true);
  });
});

describe('a few clusters', () => {
  it('that are alike leave more open than what lies between them', () => {
    // 95 % and 90 %: their resamples all lie between, and Student's t of one degree of freedom is 12.7.
    const { low, high } = statistics.interval('accuracy', clustered(2, 20, 10), 0.95);
    expect(low).toBeLessThan(0.8);
    expect(high).toBeGreaterThan(0.96);
  });

  it('need five that all say the same, as signs that are flipped do', () => {
    for (const name of COMPARED) {
      const p = (count: number) =>
        statistics.compare(name, clustered(count, 20, 19), clustered(count, 3, 4)).pBetter;
      expect(p(2)).toBeGreaterThanOrEqual(0.25);
      expect(p(4)).toBeGreaterThanOrEqual(1 / 16);
      expect(p(5)).toBeLessThan(0.05);
    }
  });

  it('are no more pairs than their degrees of freedom allow, nor fewer than they are', () => {
    // Both have 25 errors of 100: nothing between the clusters, but only one degree of freedom to know it by.
    const values = Float64Array.from({ length: 200 }, (_, i) => Number(i % 4 === 0));
    const of = (count: number) =>
      clustersOf(Int32Array.from(values, (_, i) => Math.floor((i * count) / 200)));
    expect(effectivePairs(values, of(2))).toBeLessThan(8);
    expect(effectivePairs(values, of(1))).toBe(1);
    expect(effectivePairs(values, of(100))).toBeGreaterThan(190);
    expect(effectivePairs(values, of(200))).toBe(200);
    const oneMind = Float64Array.from(values, (_, i) => Number(i < 100));
    expect(effectivePairs(oneMind, of(2))).toBeCloseTo(1, 0);
  });
});

describe('a mean over queries that are all alike', () => {
  it('is no certainty', () => {
    for (const n of [1, 20, 6000]) {
      const { low, high } = statistics.meanInterval(new Float64Array(n).fill(1), 0.95);
      expect([low, high]).toEqual([wilson(n, n, 0.95).low, 1]);
    }
    const two = statistics.meanInterval(Float64Array.of(0.9, 1), 0.95);
    expect(two.low).toBeLessThan(0.8);
    const better = statistics.compareMeans(Float64Array.of(0.9, 1), Float64Array.of(0.8, 0.9));
    expect(better.pBetter).toBeGreaterThanOrEqual(0.25);
  });
});
