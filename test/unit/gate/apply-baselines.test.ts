import { describe, expect, it } from 'vitest';
import { type Statistics, statistics } from '../../../src/evaluation/statistics.ts';
import type { Baseline } from '../../../src/evaluation/types.ts';
import { applyRules } from '../../../src/gate/apply-rule.ts';
import { parseRule } from '../../../src/gate/rules.ts';
import { baseModel, fixed, measured, withErrors } from './candidate.ts';
import { evidence, withNumbers } from './fake-statistics.ts';

const evaluation = withErrors(20, 100);
const apply = (rule: string, baselines: Baseline[], numbers: Statistics = withNumbers({})) =>
  applyRules([parseRule(rule)], measured(evaluation, ...baselines), numbers)[0]!;

/** A record of the pairs from `first` on, of which it decided those in `wrong` wrongly. */
const record = (first: number, wrong: readonly number[]): Baseline => {
  const pairs = Int32Array.from({ length: 100 - first }, (_, i) => first + i);
  const correct = Uint8Array.from(pairs, pair => (wrong.includes(pair) ? 0 : 1));
  const errorRate = wrong.length / pairs.length;
  return { kind: 'record', name: 'record', errorRate, pairs, correct, recorded: 120 };
};
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('against a record', () => {
  // The candidate's wrong pairs are 50 to 69. Shared are 40 to 99: there it has 20 of 60.
  it('tests the shared pairs, and no others', () => {
    const bar = record(40, [...range(50, 70), ...range(90, 96)]);
    const outcome = apply('error_rate < baseline', [bar], {
      ...statistics,
      morePairsForComparison: () => undefined,
    });
    // Only the record is wrong on 6, only the candidate on none: 1 / 2⁶.
    expect(outcome.pValue).toBeCloseTo(1 / 64, 12);
    expect(outcome).toMatchObject({ state: 'holds', n: 60, actual: '33.3 %' });
    expect(outcome.sentence).toBe(
      'The error rate is 33.3 % against 43.3 % of the baseline (record) on the 60 test pairs that it has as well; it is better beyond chance (p = 0.016).',
    );
    expect(apply('accuracy > baseline', [bar], statistics).pValue).toBeCloseTo(1 / 64, 12);
  });

  it('hands over decisions and clusters of the shared pairs, within the slice', () => {
    const all = measured(evaluation, record(40, [90]));
    const of = Int32Array.from({ length: 100 }, (_, pair) => (pair >= 60 && pair < 95 ? 0 : -1));
    const given: Parameters<Statistics['compareDecisions']>[] = [];
    const numbers = withNumbers({
      compareDecisions: (...args) => {
        given.push(args);
        return evidence(0.1, 0.3);
      },
    });
    const test = { ...all.test, slices: { source: { values: ['x'], of } } };
    const rule = parseRule('error_rate[source=x] <= baseline.record');
    const [outcome] = applyRules([rule], { ...all, test }, numbers);
    expect([...given[0]![2]]).toEqual(range(60, 95));
    expect([...given[0]![0]]).toEqual(range(60, 95).map(pair => (pair < 70 ? 0 : 1)));
    expect([...given[0]![1]]).toEqual(range(60, 95).map(pair => (pair === 90 ? 0 : 1)));
    expect(outcome).toMatchObject({ state: 'holds', n: 35, pValue: 0.3 });
    expect(outcome!.sentence).toContain(
      'The error rate for source=x is 28.6 % against 2.9 % of the baseline',
    );
  });

  it('refuses other metrics, and slices that it shares nothing of', () => {
    expect(apply('f1 >= baseline', [record(0, [])])).toMatchObject({
      state: 'inconclusive',
      sentence:
        'F1 cannot be compared with the baseline (record): a record says which pairs were decided rightly, which is enough for accuracy and error_rate only.',
    });
    const all = measured(evaluation, record(40, []));
    const of = Int32Array.from({ length: 100 }, (_, pair) => (pair < 40 ? 0 : -1));
    const test = { ...all.test, slices: { source: { values: ['x'], of } } };
    const [outcome] = applyRules(
      [parseRule('accuracy[source=x] > baseline')],
      { ...all, test },
      withNumbers({}),
    );
    expect(outcome).toMatchObject({ state: 'inconclusive', actual: 'not compared' });
    expect(outcome!.sentence).toContain('it has none of these test pairs.');
  });
});

describe('a baseline that is not there', () => {
  const absent: Baseline = {
    kind: 'absent',
    name: 'record',
    reason: 'The base branch has no .finetune-gate/baseline.json.',
  };

  it.each(['error_rate < baseline', 'f1 >= baseline - 1%', 'accuracy >= baseline + 2%'])(
    '%s holds where it is absent, and says why',
    rule => {
      const outcome = apply(rule, [absent]);
      expect(outcome).toMatchObject({ state: 'holds', unopposed: true, actual: 'not compared', n: 100 });
      expect(outcome).not.toHaveProperty('pValue');
      expect(outcome.sentence).toBe(
        'There is no baseline (record) yet, so there is nothing to lose to: the base branch has no .finetune-gate/baseline.json.',
      );
    },
  );

  it.each(['error_rate < baseline', 'error_rate <= baseline', 'error_rate <= baseline + 1%'])(
    '%s is inconclusive where it is refused, and says why',
    rule => {
      const refused: Baseline = { kind: 'refused', name: 'record', reason: 'Line 7 is no JSON.' };
      const outcome = apply(rule, [refused]);
      expect(outcome).toMatchObject({ state: 'inconclusive', actual: 'not compared' });
      expect(outcome).not.toHaveProperty('unopposed');
      expect(outcome.sentence).toBe(
        'The error rate cannot be compared with the baseline (record): line 7 is no JSON.',
      );
    },
  );

  it('is RULE_INVALID where the base branch is not configured', () => {
    expect(() => apply('error_rate <= base branch', [fixed(0.2)])).toThrow(
      expect.objectContaining({
        code: 'RULE_INVALID',
        message: expect.stringContaining('the base branch is not among the baselines'),
        remedy: 'Configure it under `baseline`; known are `api`.',
      }),
    );
  });

  it('finds the base branch by its name', () => {
    const bar: Baseline = { ...absent, name: 'base-branch' };
    expect(apply('error_rate <= base branch + 0.01', [fixed(0.2), bar]).state).toBe('holds');
  });
});

describe('against a known error rate', () => {
  it.each(['f1 > baseline', 'recall >= baseline', 'roc_auc >= baseline - 1%'])('%s is refused', rule => {
    expect(() => apply(rule, [fixed(0.2)])).toThrow(
      expect.objectContaining({
        code: 'RULE_INVALID',
        message: expect.stringContaining('a known error rate says nothing about'),
      }),
    );
  });
});

describe('metrics that are no share of pairs', () => {
  const bar = baseModel(evaluation, 5, 0);
  const found = (p: number, difference: number, bound = difference) =>
    withNumbers({ compare: () => evidence(difference, p, bound) });

  it('are compared in their own unit', () => {
    const rule = 'f1 >= baseline - 0.02';
    expect(apply(rule, [bar], found(0.01, 0.005, 0.0183)).sentence).toMatch(
      /; with 95 % confidence it is at most 0\.018 worse, the rule allows 0\.02\.$/,
    );
    const open = apply(rule, [bar], found(0.2, 0.005, 0.04));
    expect(open.expected).toMatch(/^at least 0\.\d{3} − 0\.02 \(base-model\)$/);
    expect(open.sentence).toMatch(
      /it is 0\.005 worse, but with 95 % confidence only at most 0\.040 worse; the rule allows 0\.02\.$/,
    );
    expect(apply(rule, [bar], found(0.9, 0.05)).state).toBe('broken');
  });

  it('are not judged by a bound that ends elsewhere than the test', () => {
    const open = apply('f1 >= baseline - 0.02', [bar], found(0.051, 0.005, 0.0199));
    expect(open.state).toBe('inconclusive');
    expect(open.sentence).toMatch(
      /it is 0\.005 worse, the rule allows 0\.02, and that may be chance \(p = 0\.051\)\.$/,
    );
  });

  it('are inconclusive without a p-value', () => {
    for (const rule of ['f1 >= baseline', 'f1 > baseline', 'f1 >= baseline - 1%']) {
      const outcome = apply(rule, [bar], found(Number.NaN, 0.1));
      expect(outcome).toMatchObject({ state: 'inconclusive' });
      expect(outcome.sentence).toContain('100 test pairs are too few to test.');
    }
  });
});

describe('how many more test pairs would settle it', () => {
  const bar = baseModel(evaluation, 5, 4);

  it.each([
    [1184, 'about 1,200 more test pairs'],
    [7, 'about 7 more test pairs'],
    [99, 'about 99 more test pairs'],
    [101, 'about 110 more test pairs'],
    [123_456, 'about 130,000 more test pairs'],
  ])('%d', (morePairs, text) => {
    const outcome = apply(
      'error_rate < baseline',
      [bar],
      withNumbers({ morePairsForComparison: () => morePairs }),
    );
    expect(outcome).toMatchObject({ state: 'inconclusive', morePairs });
    expect(outcome.sentence).toMatch(new RegExp(`; ${text} like these would settle it\\.$`));
  });

  it('is asked for the rule at hand', () => {
    const asked: unknown[] = [];
    const numbers = withNumbers({
      morePairsForComparison: ({ difference }, n, margin, alpha) => {
        asked.push([Number(difference.toFixed(12)), n, margin, alpha]);
        return undefined;
      },
      morePairsForBound: (name, { labels }, level, value) => {
        asked.push([name, labels.length, level, value]);
        return undefined;
      },
    });
    expect(apply('error_rate <= baseline + 1% @ 99%', [bar], numbers)).not.toHaveProperty('morePairs');
    expect(apply('accuracy >= 0.8 @ 90%', [], numbers).state).toBe('inconclusive');
    expect(asked).toEqual([
      [-0.01, 100, 0.01, 0.01],
      ['accuracy', 100, 0.9, 0.8],
    ]);
  });

  it('is left out where the rule is settled, or none would do', () => {
    const numbers = withNumbers({ morePairsForComparison: () => 50, morePairsForBound: () => 50 });
    for (const rule of ['error_rate <= baseline', 'accuracy >= 0.9 @ 95%', 'accuracy >= 0.1 @ 95%'])
      expect(apply(rule, [bar], numbers)).not.toHaveProperty('morePairs');
    const none = withNumbers({ morePairsForBound: () => 0 });
    expect(apply('accuracy >= 0.8 @ 90%', [], none)).not.toHaveProperty('morePairs');
    const bound = apply('accuracy >= 0.8 @ 90%', [], numbers);
    expect(bound.sentence).toMatch(
      /with that confidence; about 50 more test pairs like these would settle it\.$/,
    );
  });
});
