import { describe, expect, it } from 'vitest';
import { mcnemar } from '../../../src/evaluation/comparison.ts';
import { clopperPearson, wilson } from '../../../src/evaluation/intervals.ts';
import { type Sample, statistics } from '../../../src/evaluation/statistics.ts';
import { METRICS, type MetricName } from '../../../src/evaluation/types.ts';
import { randomSplit } from './random-split.ts';
import oracle from './statistics-oracle.json';

const { bootstrap } = oracle;

function sampleOf(scores: readonly number[], labels: readonly number[], clusters: readonly number[]): Sample {
  return {
    scores: Float64Array.from(scores),
    correct: Uint8Array.from(scores, (score, i) => (score >= 0 === (labels[i] === 1) ? 1 : 0)),
    labels: Uint8Array.from(labels),
    threshold: 0,
    clusters: Int32Array.from(clusters),
  };
}

const candidate = sampleOf(bootstrap.candidate, bootstrap.labels, bootstrap.clusters);
const baseline = sampleOf(bootstrap.baseline, bootstrap.labels, bootstrap.clusters);
const alone = (sample: Sample): Sample => ({ ...sample, clusters: Int32Array.from(sample.labels.keys()) });

/** So many wrong of n decisions on negative pairs; clusters of `size` neighbours. */
function wrong(errors: number, n: number, size = 1): Sample {
  const scores = Float64Array.from({ length: n }, (_, i) => (i < errors ? 1 : -1));
  return sampleOf(
    [...scores],
    new Array(n).fill(0),
    Array.from(scores.keys(), i => Math.floor(i / size)),
  );
}

describe('the interval', () => {
  it('of shares of pairs that share no texts is Wilson’s', () => {
    const sample = alone(candidate);
    const right = sample.correct.reduce((sum, one) => sum + one, 0);
    const n = sample.labels.length;
    expect(statistics.interval('accuracy', sample, 0.95)).toEqual(wilson(right, n, 0.95));
    expect(statistics.interval('error_rate', sample, 0.9)).toEqual(wilson(n - right, n, 0.9));
    const positives = [...sample.labels.keys()].filter(i => sample.labels[i] === 1);
    const found = positives.filter(i => sample.correct[i]).length;
    expect(statistics.interval('recall', sample, 0.95)).toEqual(wilson(found, positives.length, 0.95));
    const called = [...sample.scores.keys()].filter(i => sample.scores[i]! >= 0);
    expect(statistics.interval('precision', sample, 0.95)).toEqual(wilson(found, called.length, 0.95));
  });

  it.each(Object.entries(bootstrap.intervals))(
    'of %s is that of a clustered bootstrap written out in numpy',
    (name, theirs) => {
      const { low, high } = statistics.interval(name as MetricName, candidate, 0.95);
      // Both have Monte Carlo errors, of a few hundredths of the width.
      const tolerance = 0.06 * (theirs.high - theirs.low);
      expect(statistics.metric(name as MetricName, candidate)).toBeCloseTo(theirs.estimate, 12);
      expect(Math.abs(low - theirs.low)).toBeLessThan(tolerance);
      expect(Math.abs(high - theirs.high)).toBeLessThan(tolerance);
    },
  );

  it('is wider where pairs share texts', () => {
    const width = (sample: Sample) => {
      const { low, high } = statistics.interval('accuracy', sample, 0.95);
      return high - low;
    };
    // Ten pairs a cluster, all right or all wrong: as much as a tenth of the pairs tells.
    expect(width(wrong(100, 1000, 10)) / width(wrong(100, 1000))).toBeCloseTo(Math.sqrt(10), 0);
  });

  it('is the same each time, and does not hang on the clusters’ numbers or the pairs’ order', () => {
    const renamed = { ...candidate, clusters: candidate.clusters.map(cluster => 1000 - 3 * cluster) };
    const first = statistics.interval('f1', candidate, 0.95);
    expect(statistics.interval('f1', candidate, 0.95)).toEqual(first);
    expect(statistics.interval('f1', renamed, 0.95)).toEqual(first);
  });

  it('is not a point where nothing is wrong', () => {
    const { low, high } = statistics.interval('accuracy', wrong(0, 300, 3), 0.95);
    expect(high).toBe(1);
    // As 100 clusters, not as 300 pairs.
    expect(low).toBeCloseTo(wilson(100, 100, 0.95).low, 12);
  });

  it('is everything where nothing was measured', () => {
    const none = sampleOf([], [], []);
    expect(statistics.interval('accuracy', none, 0.95)).toEqual({ low: 0, high: 1, level: 0.95 });
    expect(statistics.interval('matthews_correlation', none, 0.95)).toMatchObject({ low: -1, high: 1 });
    expect(statistics.interval('recall', wrong(3, 10), 0.95)).toMatchObject({ low: 0, high: 1 });
    expect(statistics.metric('recall', wrong(3, 10))).toBeNaN();
    expect(statistics.metric('roc_auc', wrong(3, 10))).toBeNaN();
    expect(statistics.metric('error_rate', wrong(3, 10))).toBe(0.3);
  });

  it('of a ranking too long to resample is the bootstrap’s, nearly', () => {
    const large = (n: number) => {
      const { scores, labels } = randomSplit(9, n);
      return sampleOf(
        Array.from(scores, score => score - 0.3),
        [...labels],
        [...scores.keys()],
      );
    };
    const [resampled, normal] = [19_000, 21_000].map(n => statistics.interval('roc_auc', large(n), 0.95));
    const width = resampled!.high - resampled!.low;
    expect((normal!.high - normal!.low) / width).toBeCloseTo(Math.sqrt(19 / 21), 1);
  });
});

describe('a comparison', () => {
  it('of decisions on pairs that share no texts is exact McNemar', () => {
    const [ours, theirs] = [alone(candidate), alone(baseline)];
    const only = (right: Sample, other: Sample) =>
      right.correct.filter((one, i) => one > other.correct[i]!).length;
    const test = mcnemar(only(theirs, ours), only(ours, theirs));
    for (const name of ['accuracy', 'error_rate'] as const) {
      const evidence = statistics.compare(name, ours, theirs);
      expect([evidence.pBetter, evidence.pWorse]).toEqual([test.oneSidedBetter, test.oneSidedWorse]);
      expect(evidence.difference).toBeLessThan(0);
    }
  });

  it('counts a cluster that goes one way as one', () => {
    // 8 clusters of 5 pairs, all for the candidate: one chance in 2^8, not in 2^40.
    const evidence = statistics.compare('error_rate', wrong(0, 400, 5), wrong(40, 400, 5));
    expect(evidence.pBetter).toBeCloseTo(2 ** -8, 15);
    expect(evidence.pWorse).toBe(1);
    // Margins, likewise: as 8 of 80 pairs.
    const few = statistics.compare('error_rate', wrong(0, 80), wrong(8, 80));
    expect(evidence.upperBound(0.05)).toBeCloseTo(few.upperBound(0.05), 2);
  });

  it.each(Object.entries(bootstrap.differences))(
    'of %s has the bound of a clustered bootstrap written out in numpy',
    (name, theirs) => {
      const evidence = statistics.compare(name as MetricName, candidate, baseline);
      expect(evidence.difference).toBeCloseTo(theirs.difference, 12);
      expect(Math.abs(evidence.upperBound(0.05) - theirs.upper_bound)).toBeLessThan(0.15 * theirs.deviation);
    },
  );

  it.each(['precision', 'recall', 'f1', 'matthews_correlation', 'roc_auc', 'average_precision'] as const)(
    'of %s turns around with its models, and its bound is where its p-value turns',
    name => {
      const forth = statistics.compare(name, candidate, baseline);
      const back = statistics.compare(name, baseline, candidate);
      expect(forth.difference).toBeCloseTo(-back.difference, 12);
      expect(forth.difference).toBeLessThan(0);
      expect(forth.pBetter).toBeCloseTo(back.pWorse, 9);
      expect(forth.pBetter).toBeLessThan(0.05);
      expect(back.pBetter).toBeGreaterThan(0.5);
      const bound = forth.upperBound(0.05);
      expect(forth.pWithin(bound + 1e-6)).toBeLessThanOrEqual(0.05);
      expect(forth.pWithin(bound - 1e-6)).toBeGreaterThanOrEqual(0.05 - 1e-3);
    },
  );

  it('finds nothing between a model and itself, and knows no more of it than so many pairs can tell', () => {
    for (const name of ['accuracy', 'f1', 'roc_auc'] as const) {
      const evidence = statistics.compare(name, candidate, candidate);
      expect([evidence.difference, evidence.pBetter, evidence.pWorse]).toEqual([0, 1, 1]);
      expect(evidence.pWithin(0.001)).toBeGreaterThan(0.3);
      expect(evidence.upperBound(0.05)).toBeGreaterThan(0.005);
    }
  });

  it('looks at positive pairs for the recall', () => {
    const negatives = (sample: Sample): Sample => ({
      ...sample,
      correct: sample.correct.map((right, i) => (sample.labels[i] === 1 ? right : 1)),
    });
    const all = statistics.compare('recall', candidate, baseline);
    const same = statistics.compare('recall', negatives(candidate), negatives(baseline));
    expect(same.pBetter).toBe(all.pBetter);
    const recall = (sample: Sample) => statistics.metric('recall', sample);
    expect(all.difference).toBeCloseTo(recall(baseline) - recall(candidate), 12);
  });

  it('of rankings too long to resample is the bootstrap’s, nearly', () => {
    const { scores, labels } = randomSplit(9, 11_000);
    const noise = randomSplit(10, 11_000).scores;
    const first = (n: number, of: Float64Array) =>
      sampleOf([...of.slice(0, n)], [...labels].slice(0, n), [...of.slice(0, n).keys()]);
    const noisy = scores.map((score, i) => score + 0.1 * noise[i]!);
    const [resampled, normal] = [9900, 10_100].map(n =>
      statistics.compare('roc_auc', first(n, noisy), first(n, scores)),
    );
    const width = ({ difference, upperBound }: typeof normal & object) => upperBound(0.05) - difference;
    expect(Math.abs(width(normal!) / width(resampled!) - 1)).toBeLessThan(0.1);
    const back = statistics.compare('roc_auc', first(10_100, scores), first(10_100, noisy));
    expect(back.pWorse).toBeCloseTo(normal!.pBetter, 12);
    expect(normal!.pWithin(normal!.upperBound(0.05))).toBeCloseTo(0.05, 9);
  });

  it('of nothing shows nothing', () => {
    const none = sampleOf([], [], []);
    for (const name of METRICS) {
      const { difference, pBetter, pWorse, pWithin, upperBound } = statistics.compare(name, none, none);
      expect([difference, pBetter, pWorse]).toEqual([0, 1, 1]);
      expect(pWithin(0.1)).toBeGreaterThanOrEqual(0.5);
      expect(upperBound(0.05)).toBeGreaterThanOrEqual(1);
    }
    const queries = statistics.compareMeans(new Float64Array(), new Float64Array());
    expect([queries.difference, queries.pBetter]).toEqual([0, 1]);
  });

  it('refuses another number of pairs', () => {
    expect(() => statistics.compare('f1', wrong(1, 10), wrong(1, 11))).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }) as Error,
    );
  });
});

describe('against a known rate', () => {
  it('is exact where pairs share no texts', () => {
    // scipy.stats.binomtest(129, 1000, 0.17, 'less')
    const evidence = statistics.compareRate(wrong(129, 1000), 0.17);
    expect(evidence.pBetter).toBeCloseTo(0.00021506997734165715, 14);
    expect(evidence.upperBound(0.05)).toBeCloseTo(clopperPearson(129, 1000, 0.9).high - 0.17, 14);
  });

  it('counts clusters that go one way as one pair each', () => {
    // 100 clusters of 4 pairs, 20 of them wrong, are as 100 pairs; less a hundredth for the mean that is estimated too.
    const clustered = statistics.compareRate(wrong(80, 400, 4), 0.3);
    const plain = statistics.compareRate(wrong(20, 100), 0.3);
    expect(clustered.difference).toBeCloseTo(-0.1, 12);
    expect(clustered.pBetter).toBeCloseTo(plain.pBetter, 2);
    expect(clustered.pBetter).toBeGreaterThan(plain.pBetter);
    expect(clustered.pWorse).toBeCloseTo(plain.pWorse, 2);
    expect(clustered.upperBound(0.05)).toBeCloseTo(plain.upperBound(0.05), 2);
    expect(clustered.pWithin(clustered.upperBound(0.05))).toBeCloseTo(0.05, 9);
  });

  it('differs by nothing from the rate that was measured, clusters or not', () => {
    for (let errors = 1; errors < 100; errors++) {
      expect(statistics.compareRate(wrong(errors, 100, 3), errors / 100).difference).toBe(0);
    }
  });

  it('keeps to rates between 0 and 1', () => {
    const evidence = statistics.compareRate(wrong(0, 40, 4), 0.5);
    expect(evidence.pBetter).toBeCloseTo(0.5 ** 10, 12);
    expect(evidence.pWorse).toBe(1);
    expect([evidence.pWithin(0.6), evidence.pWithin(-0.6)]).toEqual([0, 1]);
    expect(statistics.compareRate(wrong(40, 40, 4), 0.5).pBetter).toBe(1);
  });
});

describe('more pairs', () => {
  it('for a bound are as many as Wilson’s interval needs', () => {
    const sample = wrong(88, 1000);
    const more = statistics.morePairsForBound('accuracy', sample, 0.95, 0.9)!;
    const low = (n: number) => wilson(0.912 * n, n, 0.95).low;
    expect(low((1000 + more) * 1.05)).toBeGreaterThan(0.9);
    expect(low((1000 + more) * 0.95)).toBeLessThan(0.9);
    expect(statistics.morePairsForBound('error_rate', sample, 0.95, 0.1)).toBe(more);
  });

  it('for a bound are none where it is met, and unknown where none would do', () => {
    expect(statistics.morePairsForBound('accuracy', wrong(50, 1000), 0.95, 0.9)).toBe(0);
    expect(statistics.morePairsForBound('accuracy', wrong(100, 1000), 0.95, 0.9)).toBeUndefined();
    expect(statistics.morePairsForBound('accuracy', wrong(99, 1000), 0.95, 0.9)).toBeGreaterThan(100_000);
    expect(statistics.morePairsForBound('recall', wrong(99, 1000), 0.95, 0.9)).toBeUndefined();
    // Nothing wrong: 35 pairs, and Wilson asks for n / (n + z²) ≥ 0.95, so for 73 in all.
    expect(statistics.morePairsForBound('accuracy', wrong(0, 35), 0.95, 0.95)).toBe(35);
  });

  it('for a comparison are Connor’s sample size', () => {
    // Discordant 0.13 + 0.09 of the pairs, difference 0.04: (1.645 √0.22 + 0.842 √(0.22 − 0.0016))² / 0.0016 = 850.4,
    // and 25 more for the exact test.
    const theirs = wrong(130, 1000);
    const ours = { ...theirs, correct: theirs.correct.map((right, i) => (i < 220 ? 1 - right : right)) };
    const evidence = statistics.compare('error_rate', ours, theirs);
    expect(evidence.difference).toBeCloseTo(-0.04, 12);
    expect(statistics.morePairsForComparison(evidence, 1000, 0, 0.05)).toBe(0);
    const needed = 200 + statistics.morePairsForComparison(fifth(evidence), 200, 0, 0.05)!;
    expect(needed).toBeGreaterThan(800);
    expect(needed).toBeLessThan(950);
  });

  it('for a comparison are unknown where the candidate is beyond the margin', () => {
    const evidence = statistics.compare('error_rate', wrong(30, 100), wrong(20, 100));
    expect(statistics.morePairsForComparison(evidence, 100, 0.05, 0.05)).toBeUndefined();
    expect(statistics.morePairsForComparison(evidence, 100, 0.2, 0.05)).toBeDefined();
  });

  /** The same shares of a fifth of the pairs. */
  function fifth(_: unknown) {
    const theirs = wrong(26, 200);
    const ours = { ...theirs, correct: theirs.correct.map((right, i) => (i < 44 ? 1 - right : right)) };
    return statistics.compare('error_rate', ours, theirs);
  }
});

describe('means', () => {
  const values = Float64Array.from({ length: 300 }, (_, i) => ((i * i) % 7) / 6);
  const mean = values.reduce((sum, one) => sum + one, 0) / 300;
  const error = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0)) / 300;

  it('have the interval of the central limit theorem, nearly', () => {
    const { low, high } = statistics.meanInterval(values, 0.95);
    expect(Math.abs((mean - low) / error - 1.97)).toBeLessThan(0.1);
    expect(Math.abs((high - mean) / error - 1.97)).toBeLessThan(0.1);
    expect(statistics.meanInterval(new Float64Array(), 0.95)).toMatchObject({ low: 0, high: 1 });
  });

  it('of many queries are normal', () => {
    const many = Float64Array.from({ length: 6000 }, (_, i) => values[i % 300]!);
    const { low, high } = statistics.meanInterval(many, 0.95);
    expect(high - low).toBeCloseTo((2 * 1.959964 * error) / Math.sqrt(20), 7);
    expect((high + low) / 2).toBeCloseTo(mean, 12);
    expect(statistics.compareMeans(many, many).pBetter).toBe(1);
  });

  it('compare query by query', () => {
    const better = values.map((one, i) => one + (i % 3 === 0 ? 0.05 : 0));
    const evidence = statistics.compareMeans(better, values);
    expect(evidence.difference).toBeCloseTo(-1 / 60, 12);
    expect(evidence.pBetter).toBeLessThan(0.001);
    expect(statistics.compareMeans(values, better).pBetter).toBeGreaterThan(0.999);
    expect(statistics.compareMeans(values, values).pWorse).toBe(1);
  });
});

describe('holm', () => {
  it.each(oracle.holm)('adjusts $p_values as statsmodels does', ({ p_values, adjusted }) => {
    statistics.holm(p_values).forEach((p, i) => {
      expect(p).toBeCloseTo(adjusted[i]!, 14);
    });
  });

  it('leaves one test alone', () => {
    expect(statistics.holm([0.04])).toEqual([0.04]);
    expect(statistics.holm([])).toEqual([]);
  });
});
