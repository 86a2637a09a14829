import { describe, expect, it } from 'vitest';
import { evaluateAt } from '../../../src/evaluation/evaluate.ts';
import { subsetEvaluation } from '../../../src/evaluation/subset.ts';
import { randomSplit } from './random-split.ts';

const { scores, labels } = randomSplit(4, 200);
const whole = evaluateAt({ scores, labels }, 0.35, 'validation');
const where = (holds: (pair: number) => boolean) =>
  Int32Array.from([...scores.keys()].filter(pair => holds(pair)));

describe('subsetEvaluation', () => {
  it('keeps threshold and decisions', () => {
    const indices = where(pair => pair % 3 === 0);
    const part = subsetEvaluation(whole, labels, indices);
    expect(part).toMatchObject({ n: indices.length, threshold: 0.35, thresholdSource: 'validation' });
    expect(part.correct).toEqual(Array.from(indices, pair => whole.correct[pair]));
    expect(part.scores).toEqual(Float64Array.from(indices, pair => scores[pair]!));
  });

  it('adds up to the whole', () => {
    const [even, odd] = [0, 1].map(rest =>
      subsetEvaluation(
        whole,
        labels,
        where(pair => pair % 2 === rest),
      ),
    );
    for (const cell of Object.keys(whole.confusion) as (keyof typeof whole.confusion)[]) {
      expect(even!.confusion[cell] + odd!.confusion[cell]).toBe(whole.confusion[cell]);
    }
  });

  it('has finite numbers for one class, and for nothing', () => {
    for (const indices of [
      where(pair => labels[pair] === 1),
      where(pair => labels[pair] === 0),
      where(() => false),
    ]) {
      const { metrics, accuracyInterval } = subsetEvaluation(whole, labels, indices);
      for (const value of [...Object.values(metrics), accuracyInterval.low, accuracyInterval.high]) {
        expect(value).toSatisfy(Number.isFinite);
      }
      expect(metrics.roc_auc).toBe(0.5);
    }
  });
});
