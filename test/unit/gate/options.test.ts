import { describe, expect, it } from 'vitest';
import {
  budgetOptions,
  gateOptions,
  inconclusiveOption,
  needsOnlyErrorRate,
  readRule,
  retrievalOf,
} from '../../../src/gate/options.ts';
import { parseRule } from '../../../src/gate/rules.ts';

describe('gateOptions', () => {
  it('defaults to an accuracy of 90 %', () => {
    expect(gateOptions.parse(undefined)).toEqual(['accuracy >= 0.90']);
  });

  it('reports every rule that does not parse, at its place and with the remedy', () => {
    const { error } = gateOptions.safeParse(['acuracy >= 0.9', 'recall >= 0.5', 'accuracy >= 90']);
    expect(error?.issues.map(({ path }) => path)).toEqual([[0], [2]]);
    expect(error?.issues[0]?.message).toMatch(/did you mean `accuracy`\? Start the rule with/);
    expect(error?.issues[1]?.message).toMatch(/90 is outside 0 to 1\. Write `90%`/);
  });

  it.each([[[]], ['accuracy >= 0.9'], [[0.9]]])('refuses %j', value => {
    expect(gateOptions.safeParse(value).success).toBe(false);
  });
});

describe('inconclusiveOption', () => {
  it('fails unless told otherwise', () => {
    expect(inconclusiveOption.parse(undefined)).toBe('fail');
    expect(inconclusiveOption.safeParse('ignore').success).toBe(false);
  });
});

describe('budgetOptions', () => {
  it.each([
    [{}, {}],
    [{ wall_time: '20m' }, { wall_time: 1200 }],
    [{ wall_time: 90 }, { wall_time: 90 }],
    [{ gpu_time: '1h30m' }, { gpu_time: 5400 }],
    [{ memory: '8GiB' }, { memory: 8 * 1024 ** 3 }],
    [{ memory: '500 MB' }, { memory: 500_000_000 }],
    [{ memory: 4096 }, { memory: 4096 }],
    [{ cost: { limit: 2, per_hour: 2.1 } }, { cost: { limit: 2, per_hour: 2.1 } }],
    [{ examples: 100 }, { examples: 100 }],
    [{ on_exceed: 'best-so-far' }, { on_exceed: 'best-so-far' }],
  ])('%j', (value, read) => {
    expect(budgetOptions.parse(value)).toEqual({ on_exceed: 'stop', ...read });
  });

  it.each([
    { wall_time: 'soon' },
    { wall_time: -1 },
    { wall_time: 0 },
    { wall_time: 1e9 },
    { wall_time: Number.NaN },
    { walltime: 5 },
    { gpu_time: 'soon' },
    { memory: '8GiBB' },
    { memory: 'lots' },
    { memory: 0.5 },
    { memory: 0 },
    { cost: 2 },
    { cost: { limit: 2 } },
    { cost: { limit: 0, per_hour: 1 } },
    { examples: 0 },
    { provider_cost: -1 },
    { on_exceed: 'ignore' },
  ])('refuses %j', value => {
    expect(budgetOptions.safeParse(value).success).toBe(false);
  });

  it('says where and what to write', () => {
    const { error } = budgetOptions.safeParse({ wall_time: 'soon' });
    expect(error?.issues[0]).toMatchObject({
      path: ['wall_time'],
      message: expect.stringMatching(/^`soon` is not a duration\. Write a duration such as `20m`/),
    });
  });
});

describe('what a rule text is', () => {
  it('is nothing where it does not parse', () => {
    expect(readRule('accuracy >= 0.9')?.kind).toBe('point');
    expect(readRule('accuracy <= 0.9')).toBeUndefined();
  });

  it.each([
    ['recall@10 >= 0.8', { metric: 'recall@10', k: 10 }],
    ['ndcg@5 > baseline', { metric: 'ndcg@5', k: 5 }],
    ['recall >= 0.8', undefined],
    ['dimensions <= 10', undefined],
    ['recall@x >= 0.8', undefined],
  ])('names the metric and k of retrieval: %s', (text, asked) => {
    expect(retrievalOf(text)).toEqual(asked);
  });

  it.each([
    ['error_rate < baseline', true],
    ['accuracy >= baseline - 1%', true],
    ['accuracy[lang=en] >= baseline', false],
    ['f1 >= baseline', false],
    ['recall@10 >= baseline', false],
  ])('knows whether an error rate answers it: %s %s', (text, answers) => {
    expect(needsOnlyErrorRate(parseRule(text))).toBe(answers);
  });
});
