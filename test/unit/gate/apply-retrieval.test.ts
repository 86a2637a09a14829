import { describe, expect, it } from 'vitest';
import type { Statistics } from '../../../src/evaluation/statistics.ts';
import type { Baseline, RetrievalScores } from '../../../src/evaluation/types.ts';
import { applyRules } from '../../../src/gate/apply-rule.ts';
import { aboutMore, QUERIES } from '../../../src/gate/format.ts';
import { parseRule } from '../../../src/gate/rules.ts';
import { baseModel, fixed, measured, withErrors } from './candidate.ts';
import { evidence, withNumbers } from './fake-statistics.ts';

const evaluation = withErrors(20, 100);
const scores: RetrievalScores = { queries: 40, documents: 900, metrics: { 'recall@10': 0.79996 } };
const kept = (value: number, queries = 40): RetrievalScores => ({
  ...scores,
  metrics: { 'recall@10': value },
  perQuery: { 'recall@10': new Float64Array(queries).fill(value) },
});
const withRetrieval = (retrieval?: RetrievalScores): Baseline => ({
  ...(baseModel(evaluation, 0, 0) as Extract<Baseline, { kind: 'model' }>),
  ...(retrieval && { retrieval }),
});
const apply = (
  rule: string,
  retrieval: RetrievalScores | undefined,
  numbers: Partial<Statistics> = {},
  ...baselines: Baseline[]
) =>
  applyRules(
    [parseRule(rule)],
    { ...measured(evaluation, ...baselines), ...(retrieval && { retrieval }) },
    withNumbers(numbers),
  )[0]!;

describe('a rule of retrieval', () => {
  it('holds the mean over the queries against the number, and shows the difference', () => {
    expect(apply('recall@10 >= 0.8', scores)).toMatchObject({
      state: 'broken',
      n: 40,
      expected: 'at least 0.8',
      sentence: "Retrieval's recall@10 is 0.79996 on 40 queries; the rule asks for at least 0.8.",
    });
    expect(apply('recall@10 >= 79%', scores)).toMatchObject({ state: 'holds', actual: '0.800' });
    expect(apply('recall@10 > 0.79996', scores).state).toBe('broken');
    expect(apply('recall@10 >= 79%', scores)).not.toHaveProperty('interval');
  });

  it('refuses what was not scored', () => {
    for (const given of [undefined, scores]) {
      for (const rule of ['recall@5 >= 0.8', 'recall@5 >= baseline']) {
        expect(() => apply(rule, given, {}, withRetrieval(kept(0.5)))).toThrow(
          expect.objectContaining({ code: 'RULE_INVALID' }),
        );
      }
    }
  });

  it('holds the lower bound of the mean against the number', () => {
    const meanInterval: Statistics['meanInterval'] = (values, level) => ({
      low: values[0]! - 0.05,
      high: values[0]! + 0.05,
      level,
    });
    const judge = (value: number) => apply('recall@10 >= 0.8 @ 90%', kept(value), { meanInterval });
    expect(judge(0.86)).toMatchObject({
      state: 'holds',
      n: 40,
      expected: 'at least 0.8 with 90 % confidence',
    });
    expect(judge(0.82)).toMatchObject({ state: 'inconclusive', interval: { level: 0.9 } });
    expect(judge(0.79).state).toBe('broken');
    expect(judge(0.82).sentence).toBe(
      "Retrieval's recall@10 is 0.820 on 40 queries, at least 0.770 with 90 % confidence; the rule asks for at least 0.8 with that confidence.",
    );
    const without = apply('recall@10 >= 0.5 @ 90%', scores, { meanInterval });
    expect(without.state).toBe('inconclusive');
    expect(without.sentence).toContain("has no confidence bound: each query's own score was not kept.");
  });
});

describe('retrieval against a baseline', () => {
  const compareMeans: Statistics['compareMeans'] = (ours, theirs) =>
    evidence(Number((theirs[0]! - ours[0]!).toFixed(12)), 0.03);

  it('compares the same queries', () => {
    const better = apply('recall@10 > baseline', kept(0.8), { compareMeans }, withRetrieval(kept(0.7)));
    expect(better).toMatchObject({ state: 'holds', pValue: 0.03, n: 40 });
    expect(better.sentence).toBe(
      "Retrieval's recall@10 is 0.800 against 0.700 of the baseline (base-model) on the same 40 queries; it is better beyond chance (p = 0.030).",
    );
    const worse = apply('recall@10 >= baseline', kept(0.6), { compareMeans }, withRetrieval(kept(0.7)));
    expect(worse).toMatchObject({ state: 'broken', actual: '0.600' });
    const margin = apply(
      'recall@10 >= baseline - 0.01',
      kept(0.6),
      { compareMeans },
      withRetrieval(kept(0.7)),
    );
    expect(margin.sentence).toContain('; it is 0.100 worse, the rule allows 0.01.');
  });

  it('counts a single thing as one', () => {
    expect(aboutMore(1)).toBe('about 1 more test pair');
    expect(aboutMore(1, QUERIES)).toBe('about 1 more query');
    expect(aboutMore(226, QUERIES)).toBe('about 230 more queries');
  });

  it('says how many more queries would settle it', () => {
    const numbers = { compareMeans: () => evidence(-0.1, 0.3), morePairsForComparison: () => 230 };
    const outcome = apply('recall@10 > baseline', kept(0.8), numbers, withRetrieval(kept(0.7)));
    expect(outcome).toMatchObject({ state: 'inconclusive', morePairs: 230 });
    expect(outcome.sentence).toContain('; about 230 more queries like these would settle it.');
  });

  it.each<[string, Baseline, RetrievalScores, string]>([
    ['a model without retrieval', withRetrieval(), kept(0.8), 'it was not scored on retrieval'],
    ['no scores of each query', withRetrieval(scores), kept(0.8), 'it was not scored on retrieval'],
    ['none of its own', withRetrieval(kept(0.7)), scores, "each query's own score was not kept"],
    [
      'other queries',
      withRetrieval(kept(0.7, 30)),
      kept(0.8),
      'it was measured on 30 queries, this run has 40',
    ],
    ['what is refused', { kind: 'refused', name: 'base-model', reason: 'no' }, kept(0.8), 'no'],
  ])('is inconclusive with %s', (_, bar, own, reason) => {
    const outcome = apply('recall@10 > baseline', own, { compareMeans }, bar);
    expect(outcome).toMatchObject({ state: 'inconclusive', actual: 'not compared' });
    expect(outcome.sentence).toContain(`cannot be compared with the baseline (base-model): ${reason}`);
  });

  it('holds where the baseline is absent, and is refused where it is a number', () => {
    const absent: Baseline = { kind: 'absent', name: 'base-branch', reason: 'the file is new' };
    expect(apply('recall@10 > base branch', kept(0.8), {}, absent)).toMatchObject({
      state: 'holds',
      unopposed: true,
    });
    expect(() => apply('recall@10 > baseline', kept(0.8), {}, fixed(0.1))).toThrow(
      expect.objectContaining({ code: 'RULE_INVALID' }),
    );
  });
});
