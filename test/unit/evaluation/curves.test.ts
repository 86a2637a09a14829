import { describe, expect, it } from 'vitest';
import { curvesOf } from '../../../src/evaluation/curves.ts';
import { evaluateAt } from '../../../src/evaluation/evaluate.ts';
import { fitLogistic } from '../../../src/evaluation/logistic.ts';
import { rankingQuality } from '../../../src/evaluation/ranking.ts';
import type { CurvesSummary } from '../../../src/report/measures.ts';
import { randomSplit } from './random-split.ts';

const validation = randomSplit(1, 500);
const test = randomSplit(2, 5000);
const THRESHOLD = 0.3456;
const { confusion, positives, n } = evaluateAt(test, THRESHOLD, 'validation');
// What is handed to a report is what it asks for.
const curves: CurvesSummary = curvesOf(test, THRESHOLD, validation, { other: test.scores });

describe('the ROC curve', () => {
  const { roc } = curves;

  it('has few points, from nothing to everything, and never turns back', () => {
    expect(roc.length).toBeLessThanOrEqual(202);
    expect(roc.length).toBeGreaterThan(100);
    expect([roc[0]!.fpr, roc[0]!.tpr]).toEqual([0, 0]);
    expect([roc.at(-1)!.fpr, roc.at(-1)!.tpr]).toEqual([1, 1]);
    for (let i = 1; i < roc.length; i++) {
      expect(roc[i]!.threshold).toBeLessThan(roc[i - 1]!.threshold);
      expect(roc[i]!.fpr).toBeGreaterThanOrEqual(roc[i - 1]!.fpr);
      expect(roc[i]!.tpr).toBeGreaterThanOrEqual(roc[i - 1]!.tpr);
    }
  });

  it('passes through the operating point exactly', () => {
    const tpr = confusion.truePositives / positives;
    const fpr = confusion.falsePositives / (n - positives);
    expect(roc.some(point => point.tpr === tpr && point.fpr === fpr)).toBe(true);
  });

  it('encloses the area of the whole one', () => {
    let area = 0;
    for (let i = 1; i < roc.length; i++) {
      area += ((roc[i]!.fpr - roc[i - 1]!.fpr) * (roc[i]!.tpr + roc[i - 1]!.tpr)) / 2;
    }
    expect(area).toBeCloseTo(rankingQuality(test.scores, test.labels).rocAuc, 3);
  });

  it('has every distinct score of a few pairs', () => {
    const few = { scores: Float64Array.of(0.9, 0.8, 0.8, 0.1), labels: [1, 1, 0, 0] };
    expect(curvesOf(few, 0.5, validation).roc.slice(1)).toEqual([
      { threshold: 0.9, fpr: 0, tpr: 0.5 },
      { threshold: 0.8, fpr: 0.5, tpr: 1 },
      { threshold: 0.1, fpr: 1, tpr: 1 },
    ]);
    expect(curvesOf(few, 0.5, validation).roc[0]!.threshold).toBeGreaterThan(0.9);
  });
});

describe('the precision-recall curve', () => {
  const { precisionRecall } = curves;

  it('has few points, each as its threshold decides, the operating point among them', () => {
    expect(precisionRecall.length).toBeLessThanOrEqual(202);
    for (const { threshold, precision, recall } of precisionRecall) {
      const { metrics } = evaluateAt(test, threshold, 'validation');
      expect(precision).toBeCloseTo(metrics.precision, 14);
      expect(recall).toBeCloseTo(metrics.recall, 14);
    }
    const { metrics } = evaluateAt(test, THRESHOLD, 'validation');
    const operating = precisionRecall.find(
      point => point.recall === metrics.recall && point.precision === metrics.precision,
    );
    expect(operating).toBeDefined();
    expect(precisionRecall.at(-1)!.recall).toBe(1);
  });
});

describe('the histogram', () => {
  const { histogram } = curves;

  it('counts every pair once, by class and score', () => {
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    expect([sum(histogram.positives), sum(histogram.negatives)]).toEqual([positives, n - positives]);
    const width = (histogram.to - histogram.from) / histogram.positives.length;
    const low = histogram.from + 17 * width;
    const inBin = [...test.scores].filter((s, i) => test.labels[i] === 1 && s >= low && s < low + width);
    expect(histogram.positives[17]).toBe(inBin.length);
  });

  it('holds its ends, and pairs that are all alike', () => {
    expect(histogram.from).toBeLessThanOrEqual(Math.min(...test.scores));
    expect(histogram.to).toBeGreaterThanOrEqual(Math.max(...test.scores));
    const alike = curvesOf({ scores: Float64Array.of(0.3, 0.3, 1), labels: [1, 0, 1] }, 0.5, validation);
    expect(alike.histogram.positives.reduce((a, b) => a + b)).toBe(2);
    expect(alike.histogram.to).toBe(1);
  });
});

describe('the calibration', () => {
  it('holds predicted against observed shares in ten bins', () => {
    const { bins, error } = curves.calibration!;
    expect(bins.map(bin => bin.n)).toEqual(new Array(10).fill(500));
    // The lowest tenth, anew: sort by score, take 500.
    const { intercept, slope } = fitLogistic(validation.scores, validation.labels);
    const lowest = [...test.scores.keys()].sort((a, b) => test.scores[a]! - test.scores[b]!).slice(0, 500);
    const mean = (value: (pair: number) => number) => lowest.reduce((sum, i) => sum + value(i), 0) / 500;
    expect(bins[0]!.observed).toBeCloseTo(
      mean(i => test.labels[i]!),
      12,
    );
    expect(bins[0]!.predicted).toBeCloseTo(
      mean(i => 1 / (1 + Math.exp(-intercept - slope * test.scores[i]!))),
      12,
    );
    const byHand = bins.reduce((sum, bin) => sum + Math.abs(bin.predicted - bin.observed) / 10, 0);
    expect(error).toBeCloseTo(byHand, 12);
    // Both splits are drawn alike, so that what validation says is nearly true.
    expect(error).toBeLessThan(0.1);
  });

  it('is large where the test pairs are other than those of validation', () => {
    const inverted = { scores: test.scores, labels: Array.from(test.labels, label => 1 - label) };
    expect(curvesOf(inverted, 0.3, validation).calibration!.error).toBeGreaterThan(0.3);
  });

  it('is left out where validation has no finite fit', () => {
    const parted = { scores: Float64Array.of(0.1, 0.9), labels: [0, 1] };
    const inverted = { scores: validation.scores, labels: Array.from(validation.labels, label => 1 - label) };
    const oneClass = { scores: Float64Array.of(0.1, 0.9), labels: [1, 1] };
    for (const without of [parted, inverted, oneClass]) {
      expect(curvesOf(test, 0.3, without)).not.toHaveProperty('calibration');
    }
  });
});

it('draws other models beside', () => {
  const other = curvesOf(validation, 0.3, validation, { same: validation.scores });
  expect(Object.keys(other.baselines)).toEqual(['same']);
  expect(other.baselines.same!.at(-1)).toMatchObject({ fpr: 1, tpr: 1 });
});
