import { describe, expect, it } from 'vitest';
import { costsOf } from '../../../src/commands/costs.ts';
import { judgedPart } from '../../../src/commands/judged-pairs.ts';
import { measuresOf, testRows } from '../../../src/commands/measures.ts';
import { wilson } from '../../../src/evaluation/intervals.ts';
import type { Baseline, TestPairs } from '../../../src/evaluation/types.ts';
import { evaluationWith, pairsOf, trialReport } from './trial-report.ts';

const statistics = {
  interval: (_: string, { correct }: { correct: Uint8Array }, level: number) =>
    wilson(
      correct.reduce((sum, one) => sum + one, 0),
      correct.length,
      level,
    ),
};

/** Of 100 pairs, the even ones are of the forum and every tenth has no source; the first 10 are wrong. */
const test: TestPairs = {
  ...pairsOf(100),
  slices: {
    source: {
      values: ['forum', 'gone', 'mail'],
      of: Int32Array.from({ length: 100 }, (_, i) => (i % 10 === 9 ? -1 : i % 2 === 0 ? 0 : 2)),
    },
  },
};
const trained = { ...trialReport(10).trained!, test };
const baseModel: Baseline = {
  kind: 'model',
  source: 'base-model',
  name: 'base-model',
  evaluation: trained.baseModel,
};
const given = { trained, baselines: [baseModel], examples: 600, statistics };

describe('slices', () => {
  it('are the pairs of each value, the most first, without values that no pair has', () => {
    const { slices } = measuresOf(given);
    expect(slices!.map(({ column, value, n }) => [column, value, n])).toEqual([
      ['source', 'forum', 50],
      ['source', 'mail', 40],
    ]);
    const [forum, mail] = slices!;
    // Of the first 10 pairs that are wrong, 5 are even, and 4 are odd and not the tenth; the base model has 30 wrong.
    expect(forum).toMatchObject({ accuracy: 45 / 50, positives: 25, barErrorRate: 15 / 50 });
    expect(forum!.interval).toEqual(wilson(45, 50, 0.95));
    expect(mail).toMatchObject({ accuracy: 36 / 40, barErrorRate: 12 / 40 });
    expect(mail!.metrics.error_rate).toBeCloseTo(0.1, 12);
  });

  it('are at most fifty of a column', () => {
    const values = Array.from({ length: 99 }, (_, i) => `v${i}`);
    const of = Int32Array.from({ length: 100 }, (_, i) => Math.min(i, 98));
    const many = { ...given, trained: { ...trained, test: { ...test, slices: { id: { values, of } } } } };
    const { slices } = measuresOf(many);
    expect(slices).toHaveLength(50);
    expect(slices![0]).toMatchObject({ value: 'v98', n: 2 });
  });

  it('have no error rate of a bar that did not decide all of their pairs', () => {
    const record: Baseline = {
      kind: 'record',
      name: 'record',
      errorRate: 0,
      pairs: Int32Array.from({ length: 50 }, (_, i) => 2 * i),
      correct: new Uint8Array(50).fill(1),
      recorded: 50,
    };
    const { slices } = measuresOf({ ...given, baselines: [record] });
    expect(slices!.map(({ barErrorRate }) => barErrorRate)).toEqual([0, undefined]);
  });

  it('are absent without columns', () => {
    const plain = measuresOf({ ...given, trained: trialReport(10).trained! });
    expect(plain).not.toHaveProperty('slices');
    expect(plain).not.toHaveProperty('seeds');
  });
});

describe('flips', () => {
  it('are counted, and those broken stand first, the furthest from the threshold before', () => {
    const correct = trained.candidate.correct.map((right, i) => (i < 3 ? true : i >= 97 ? false : right));
    const candidate = { ...trained.candidate, correct, scores: trained.candidate.scores.slice() };
    candidate.scores[98] = 0.99;
    const { flips } = measuresOf({ ...given, trained: { ...trained, candidate } });
    // The base model has the first 30 wrong; the candidate has 3 to 9 and the last three wrong.
    expect(flips).toMatchObject({ baseline: 'base-model', fixed: 23, broken: 3 });
    expect(flips!.examples).toHaveLength(26);
    expect(flips!.examples[0]).toMatchObject({
      first: 'first 98',
      label: 0,
      now: 'wrong',
      score: 0.99,
      line: 100,
    });
    expect(flips!.examples.map(({ now }) => now).lastIndexOf('wrong')).toBe(2);
  });

  it('are absent where the bar has no pairs', () => {
    const number: Baseline = { kind: 'number', name: 'api', errorRate: 0.17 };
    expect(measuresOf({ ...given, baselines: [number, baseModel] })).not.toHaveProperty('flips');
  });
});

it('seeds have their error rates, the mean and the sample standard deviation', () => {
  const seeds = [10, 14, 12].map((wrong, i) => ({ seed: 42 + i, evaluation: evaluationWith(wrong) }));
  const { seeds: summary } = measuresOf({ ...given, trained: { ...trained, seeds } });
  expect(summary!.seeds.map(({ seed, errorRate }) => [seed, errorRate])).toEqual([
    [42, 0.1],
    [43, 0.14],
    [44, 0.12],
  ]);
  expect(summary!.meanErrorRate).toBeCloseTo(0.12, 12);
  expect(summary!.deviation).toBeCloseTo(0.02, 12);
});

describe('curves', () => {
  it('are of the judged pairs, with the scores of each model beside', () => {
    const judges = Uint8Array.from({ length: 100 }, (_, i) => Number(i >= 10));
    const part = judgedPart({ ...trained, test: { ...test, known: judges } }).trained;
    const bar = { ...baseModel, evaluation: part.baseModel };
    const { curves } = measuresOf({ ...given, trained: part, baselines: [bar] });
    const counted = (bins: readonly number[]) => bins.reduce((sum, count) => sum + count, 0);
    // Of the first ten, all positive, none judges.
    expect(counted(curves!.histogram.positives)).toBe(40);
    expect(counted(curves!.histogram.negatives)).toBe(50);
    // The base model finds 20 of the 40 positives among what it scores highest.
    expect(Object.keys(curves!.baselines)).toEqual(['base-model']);
    expect(curves!.baselines['base-model']!.map(({ tpr }) => tpr)).toContain(0.5);
    expect(curves!.roc.map(({ tpr }) => tpr)).not.toContain(0.5);
  });
});

it('the learning curve has the base model without examples and this run with its own', () => {
  const { learningCurve } = measuresOf(given);
  expect(learningCurve!.map(({ series, examples, errorRate }) => [series, examples, errorRate])).toEqual([
    ['base-model', 0, 0.3],
    ['fine-tuned', 600, 0.1],
  ]);
  for (const { errorRate, interval } of learningCurve!) {
    expect(interval!.low).toBeLessThan(errorRate);
    expect(interval!.high).toBeGreaterThan(errorRate);
  }
});

it('the learning curve has the point of a record, on the pairs that both have', () => {
  const record: Baseline = {
    ...{ kind: 'record', name: 'record', errorRate: 0.25, recorded: 4, examples: 400 },
    pairs: Int32Array.of(0, 20, 40, 60),
    correct: Uint8Array.of(0, 1, 1, 1),
  };
  const { learningCurve } = measuresOf({ ...given, baselines: [baseModel, record] });
  expect(learningCurve!.slice(2)).toEqual([{ series: 'record', examples: 400, errorRate: 0.25 }]);
});

describe('the rows of all test pairs', () => {
  const record: Baseline = {
    kind: 'record',
    name: 'record',
    errorRate: 0.5,
    pairs: Int32Array.of(0, 2),
    correct: Uint8Array.of(0, 1),
    recorded: 2,
  };

  it('say of each what is known', () => {
    const rows = [...testRows({ trained, baselines: [baseModel, record] })];
    expect(rows).toHaveLength(100);
    expect(rows[2]).toEqual({
      first: 'first 2',
      second: 'second 2',
      label: 1,
      file: 'data/test.tsv',
      line: 4,
      score: 0.1,
      correct: false,
      margin: 0.4,
      key: 'key00000002',
      judged: true,
      slices: { source: 'forum' },
      baselines: { 'base-model': false, record: true },
    });
    expect(rows[9]).not.toHaveProperty('slices');
    expect(rows[9]!.baselines).toEqual({ 'base-model': false });
  });

  it('say which judge, and what a model decided of the others', () => {
    const judged = Int32Array.of(1, 3, 99);
    const bar = { ...baseModel, evaluation: { ...trained.baseModel, correct: [false, false, true] } };
    const rows = [...testRows({ trained, judged, baselines: [bar, record] })];
    expect(rows.filter(row => row.judged).map(({ line }) => line)).toEqual([3, 5, 101]);
    expect(rows[1]!.baselines).toEqual({ 'base-model': false, record: false });
    expect(rows[2]!.baselines).toEqual({ 'base-model': false });
    expect(rows[98]!.baselines).toEqual({ 'base-model': true });
    expect(rows[99]!.baselines).toEqual({ 'base-model': true, record: true });
  });
});

describe('costs', () => {
  const report = { ...trialReport(10), times: { data: 100, encode: 30, train: 60, evaluate: 6, save: 50 } };

  it('have no minutes of a GPU on the CPU', () => {
    expect(costsOf(report, 120)).toEqual({
      dimensions: 32,
      parameters: 1000,
      gpu_minutes: 0,
      wall_minutes: 2,
      tokens_encoded: 50,
    });
  });

  it('count what a GPU computes, and the bytes of the model', () => {
    const { engine, ...rest } = report.trained!;
    const trained = { ...rest, engine: { ...engine, gpu: true }, modelBytes: 4096 };
    const costs = costsOf({ ...report, trained }, 600);
    expect(costs.gpu_minutes).toBeCloseTo(1.6, 12);
    expect(costs.model_bytes).toBe(4096);
  });

  it('are unknown where nothing was trained', () => {
    const { trained: _, ...stopped } = report;
    expect(costsOf(stopped, 120)).toEqual({});
  });
});
