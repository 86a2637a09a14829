import { describe, expect, it } from 'vitest';
import { FinetuneGateError } from '../../../src/errors.ts';
import type { Sample, Statistics } from '../../../src/evaluation/statistics.ts';
import type { Baseline, MetricName } from '../../../src/evaluation/types.ts';
import { applyRules } from '../../../src/gate/apply-rule.ts';
import { decide } from '../../../src/gate/decide.ts';
import type { Measured } from '../../../src/gate/measured.ts';
import { parseRule } from '../../../src/gate/rules.ts';
import { baseModel, fixed, measured, withErrors } from './candidate.ts';
import { errorRateOf, evidence, withNumbers } from './fake-statistics.ts';

// Of 100 pairs the first 50 are positive and right; the next 10 are wrong; the rest are right.
const evaluation = withErrors(10, 100);
const column = (values: string[], of: (pair: number) => number) => ({
  values,
  of: Int32Array.from({ length: 100 }, (_, pair) => of(pair)),
});
const slices = {
  // 40 positives; 10 positives and the 10 wrong; 30 negatives; 10 rows without a value.
  source: column(['faq', 'forum', 'mail', 'phone'], pair =>
    pair < 40 ? 0 : pair < 60 ? 1 : pair < 90 ? 2 : -1,
  ),
  'my lang': column(['de', 'pt BR'], pair => pair % 2),
};
const seen = (...baselines: Baseline[]): Measured => {
  const all = measured(evaluation, ...baselines);
  return { ...all, test: { ...all.test, slices } };
};
const metric = (name: MetricName, sample: Sample): number => {
  const positives = sample.labels.filter(label => label === 1).length;
  if (name === 'roc_auc') return positives % sample.labels.length === 0 ? Number.NaN : 0.7;
  return name === 'error_rate' ? errorRateOf(sample) : 1 - errorRateOf(sample);
};
const apply = (rule: string, numbers: Partial<Statistics> = {}, ...baselines: Baseline[]) =>
  applyRules([parseRule(rule)], seen(...baselines), withNumbers({ metric, ...numbers }))[0]!;

describe('a rule on a slice', () => {
  it.each([
    ['accuracy[source=faq] >= 0.9', 'holds', '100.0 %', 40],
    ['accuracy[source=forum] >= 0.9', 'broken', '50.0 %', 20],
    ['error_rate[source=forum] <= 50%', 'holds', '50.0 %', 20],
    ['accuracy[source=mail] >= 1', 'holds', '100.0 %', 30],
    ['accuracy["my lang"="pt BR"] >= 0.9', 'holds', '90.0 %', 50],
    ['accuracy[source=forum, "my lang"=de] >= 0.6', 'broken', '50.0 %', 10],
  ])('%s: %s, %s of %d', (rule, state, actual, n) => {
    expect(apply(rule)).toMatchObject({ state, actual, n });
  });

  it('says which pairs it is about', () => {
    expect(apply('accuracy[source=forum] >= 0.9').sentence).toBe(
      'Accuracy for source=forum is 50.0 % on 20 test pairs; the rule asks for at least 90 %.',
    );
    expect(apply('accuracy["my lang"="pt BR"] >= 0.95').sentence).toContain(
      'Accuracy for "my lang"="pt BR" is 90.0 % on 50 test pairs;',
    );
  });

  it('hands the tests its own pairs, with their labels and clusters', () => {
    let given: Sample | undefined;
    apply('accuracy[source=forum] >= 0.9 @ 90%', {
      interval: (_, sample, level) => {
        given = sample;
        return { low: 0.95, high: 1, level };
      },
    });
    expect([...given!.clusters]).toEqual(Array.from({ length: 20 }, (_, i) => 40 + i));
    expect([...given!.labels]).toEqual([...Array(10).fill(1), ...Array(10).fill(0)]);
    expect([...given!.correct]).toEqual([...Array(10).fill(1), ...Array(10).fill(0)]);
    expect(given!.scores).toHaveLength(20);
    expect(given!.threshold).toBe(evaluation.threshold);
  });

  it('bounds and compares within it', () => {
    const interval: Statistics['interval'] = (_, __, level) => ({ low: 0.3, high: 0.7, level });
    expect(apply('accuracy[source=forum] >= 0.4 @ 90%', { interval })).toMatchObject({
      state: 'inconclusive',
      actual: '50.0 %, at least 30.0 %',
      interval: { low: 0.3, high: 0.7, level: 0.9 },
      n: 20,
    });
    const compare: Statistics['compare'] = (name, ours, theirs) =>
      evidence(metric('error_rate', ours) - metric('error_rate', theirs), name === 'accuracy' ? 0.01 : 1);
    const better = apply('accuracy[source=forum] > baseline', { compare }, baseModel(evaluation, 60, 0));
    expect(better).toMatchObject({ state: 'holds', pValue: 0.01, n: 20 });
    expect(better.sentence).toBe(
      'Accuracy for source=forum is 50.0 % against 0.0 % of the baseline (base-model) on the same 20 test pairs; it is better beyond chance (p = 0.010).',
    );
  });

  it('refuses a known error rate, which is of all pairs', () => {
    expect(() => apply('accuracy[source=forum] > baseline', {}, fixed(0.2))).toThrow(
      expect.objectContaining({ code: 'RULE_INVALID', message: expect.stringContaining('a slice') }),
    );
    expect(() => apply('accuracy[source=forum] > baseline', {}, fixed(0.2))).toThrow(FinetuneGateError);
  });

  it('is inconclusive where the metric is not defined', () => {
    const outcome = apply('roc_auc[source=mail] >= 0.5');
    expect(outcome).toMatchObject({ state: 'inconclusive', actual: 'not measurable', n: 30 });
    expect(outcome.sentence).toBe(
      'ROC AUC for source=mail cannot be measured on 30 test pairs, all of them negative; the rule asks for at least 0.5.',
    );
    expect(apply('roc_auc[source=faq] >= 0.5').sentence).toContain('all of them positive');
    expect(apply('roc_auc[source=faq] >= 0.5 @ 95%').state).toBe('inconclusive');
    expect(apply('roc_auc[source=forum] >= 0.5').state).toBe('holds');
    const compared = apply('roc_auc[source=faq] >= baseline', {}, baseModel(evaluation, 5, 0));
    expect(compared).toMatchObject({ state: 'inconclusive', actual: 'not compared' });
    expect(compared.sentence).toBe(
      "ROC AUC for source=faq cannot be compared with the baseline (base-model): the candidate's cannot be measured on 40 test pairs, all of them positive.",
    );
  });
});

describe('a slice without pairs', () => {
  it.each([
    [
      'accuracy[source=forun] >= 0',
      'No test pair has source=forun (did you mean forum?); its values are faq, forum, mail.',
    ],
    // `phone` is a value of the data, but of none of these pairs.
    ['accuracy[source=phone] >= 0', 'No test pair has source=phone; its values are faq, forum, mail.'],
    [
      'accuracy[sorce=forum] >= 0',
      'The test pairs have no column sorce (did you mean source?); known are source, "my lang".',
    ],
    ['accuracy[toString=forum] >= 0', 'The test pairs have no column toString; known are source, "my lang".'],
    ['accuracy[source=*, "my lang"=fr] >= 0', 'No test pair has "my lang"=fr; its values are de, "pt BR".'],
  ])('%s is broken, whatever inconclusive does', (rule, sentence) => {
    const outcome = apply(rule);
    expect(outcome).toMatchObject({ state: 'broken', sentence, n: 0, actual: 'none' });
    for (const inconclusive of ['fail', 'pass', 'warn'] as const)
      expect(decide({ rules: [outcome], inconclusive, budget: [], data: {} }).outcome).toBe('fail');
  });

  it('is broken where values have no pair in common', () => {
    const test = {
      ...seen().test,
      slices: { ...slices, size: column(['s'], pair => (pair < 5 ? 0 : -1)), none: column([], () => -1) },
    };
    const say = (rule: string) =>
      applyRules([parseRule(rule)], { ...seen(), test }, withNumbers({ metric }))[0];
    expect(say('accuracy[size=s, source=mail] >= 0')).toMatchObject({
      state: 'broken',
      sentence: 'No test pair has size=s, source=mail together.',
    });
    expect(say('accuracy[none=*] >= 0')).toMatchObject({
      state: 'broken',
      sentence: 'No test pair has a value of none.',
    });
    expect(say('accuracy[none=x] >= 0')?.sentence).toBe('No test pair has none=x.');
  });

  it('shows values from the data short and on one line', () => {
    const values = [
      'a\nb\u202e',
      'x'.repeat(90),
      'say "hi"',
      ...Array.from({ length: 30 }, (_, i) => `v${i}`),
    ];
    const of = column(values, pair => pair % values.length);
    const test = { ...seen().test, slices: { of } };
    const [outcome] = applyRules([parseRule('accuracy[of=zz] >= 0')], { ...seen(), test }, withNumbers({}));
    expect(outcome!.sentence).toBe(
      `No test pair has of=zz; its values are "a\\u{a}b\\u{202e}", "${'x'.repeat(40)}…", "say ""hi""", v0, v1, v2, v3, v4, v5, v6 and 23 more.`,
    );
  });
});

describe('every value of a column', () => {
  it('is judged, and the worst decides and is named', () => {
    const outcome = apply('accuracy[source=*] >= 0.9');
    expect(outcome).toMatchObject({ rule: 'accuracy[source=*] >= 0.9', state: 'broken', n: 20 });
    expect(outcome.sentence).toBe(
      'Accuracy for source=forum, the worst of 3 values, is 50.0 % on 20 test pairs; the rule asks for at least 90 %.',
    );
    expect(apply('accuracy[source=*] >= 0.5')).toMatchObject({ state: 'holds', actual: '50.0 %' });
    expect(apply('error_rate[source=*] <= 0.5')).toMatchObject({ state: 'holds', actual: '50.0 %' });
    expect(apply('error_rate[source=*] < 0.5')).toMatchObject({ state: 'broken', actual: '50.0 %' });
  });

  it('is within the other conditions', () => {
    const outcome = apply('accuracy[source=*, "my lang"=de] >= 0.9');
    expect(outcome.sentence).toContain(
      'for source=forum, "my lang"=de, the worst of 3 values, is 50.0 % on 10',
    );
  });

  it('is broken before it is inconclusive, and inconclusive before it holds', () => {
    // Only `forum` has both classes.
    expect(apply('roc_auc[source=*] >= 0.6')).toMatchObject({
      state: 'inconclusive',
      actual: 'not measurable',
    });
    expect(apply('roc_auc[source=*] >= 0.8')).toMatchObject({ state: 'broken', actual: '0.700' });
  });

  it('tests each value, adjusted for their number', () => {
    const p = new Map([
      [40, 0.2],
      [20, 0.02],
      [30, 0.5],
    ]);
    const compare: Statistics['compare'] = (_, { labels }) =>
      evidence(labels.length === 20 ? 0.3 : 0.1, p.get(labels.length)!);
    const judge = (rule: string) => apply(rule, { compare }, baseModel(evaluation, 0, 0));
    expect(judge('accuracy[source=forum] >= baseline').state).toBe('broken');
    const outcome = judge('accuracy[source=*] >= baseline');
    // Alone it would be broken: 0.02; times 3 it is 0.06.
    expect(outcome).toMatchObject({ state: 'holds', pValue: 0.02, n: 20 });
    expect(outcome.adjustedPValue).toBeCloseTo(0.06, 12);
  });
});
