import { describe, expect, it } from 'vitest';
import { FinetuneGateError } from '../../../src/errors.ts';
import { parseRetrievalMetric } from '../../../src/gate/retrieval-rule.ts';
import { parseRule } from '../../../src/gate/rules.ts';

function refused(text: string): FinetuneGateError {
  try {
    parseRule(text);
  } catch (thrown) {
    if (thrown instanceof FinetuneGateError) return thrown;
  }
  throw new Error(`${text} was not refused`);
}

describe('rules of retrieval', () => {
  it.each([
    ['recall@10 >= 0.8', { metric: 'recall@10', comparator: '>=', value: 0.8 }],
    ['ndcg@10>=.5', { metric: 'ndcg@10', value: 0.5 }],
    ['  mrr@100 > 50 % ', { metric: 'mrr@100', comparator: '>', value: 0.5, text: 'mrr@100 > 50 %' }],
    ['accuracy@1 >= 0.3', { metric: 'accuracy@1' }],
    ['precision@5 >= +0.3', { metric: 'precision@5', value: 0.3 }],
    ['map@1000 >= 0', { metric: 'map@1000', value: 0 }],
    ['recall@10 >= 0.8 @ 95%', { metric: 'recall@10', value: 0.8, level: 0.95 }],
    ['recall@10>=0.8@95%', { metric: 'recall@10', value: 0.8, level: 0.95 }],
  ])('%s', (text, rule) => {
    expect(parseRule(text)).toMatchObject({ kind: 'retrieval', ...rule });
  });

  it.each([
    ['ndcg@10 >= baseline', { metric: 'ndcg@10', test: 'not-worse', margin: 0, alpha: 0.05 }],
    ['ndcg@10 > baseline @ 99%', { test: 'better', alpha: 0.01 }],
    ['recall@5 >= baseline.base-model - 0.01', { baseline: 'base-model', test: 'margin', margin: 0.01 }],
    ['mrr@10 >= base branch', { baseline: 'base-branch', test: 'not-worse' }],
  ])('compare: %s', (text, rule) => {
    expect(parseRule(text)).toMatchObject({ kind: 'retrieval-comparison', ...rule });
  });

  it.each([
    ['recall >= 50% @ 95%', 'bound'],
    ['accuracy >= 0.9@95%', 'bound'],
    ['accuracy >= 0.9 @ 0.95', 'bound'],
    ['error_rate < baseline@95%', 'comparison'],
    ['error_rate < baseline@0.95', 'comparison'],
    ['error_rate < baseline.api@99%', 'comparison'],
    ['recall >= 0.9', 'point'],
  ])('leave %s a %s', (text, kind) => {
    expect(parseRule(text).kind).toBe(kind);
  });

  it.each([
    ['ndcg >= 0.5', 'position 1: `ndcg` is not a metric of retrieval; did you mean `ndcg@10`?', '`map@k`'],
    ['recall @ 10 >= 0.5', 'did you mean `recall@10`?', '`recall@k`'],
    [
      'f1@10 >= 0.5',
      '`f1@10` is not a metric of retrieval; did you mean `recall@10`?',
      'documents that count',
    ],
    ['recall@0 >= 0.5', '`recall@0` is not a metric of retrieval', '`recall@k`'],
    ['recall@10 <= 0.5', 'position 11: `<=` would reward a worse model', '`recall@10 >= …`'],
    ['recall@10 = 0.5', '`=` is not a comparator', '`recall@10 >= …`'],
    ['recall@10', 'a comparator is missing', '`recall@10 >= …`'],
    ['recall@10 >=', 'a number or `baseline` is missing', '0.90'],
    ['recall@10 >= -', 'a number or `baseline` is missing', '0.90'],
    ['recall@10 >= 80', '80 is outside 0 to 1', '80%'],
    ['recall@10 < baseline', 'would reward a worse model', '`recall@10 > …`'],
    ['recall@10[lang=en] >= 0.8', 'position 10: `recall@10` is of queries, which have no slices', 'Drop'],
    ['recall@10 >= 0.8 @', '`@` is not a confidence level', '`@ 95%`'],
    ['ndcg@10 >= baseline - 1', 'a margin of 1 is outside 0 to 1', '`1%`'],
    ['recall@10 >= 0.8 0.9', '`0.9` is not expected here', 'one comparison'],
    ['error_rate < baseline@95', 'a confidence level of 95 is outside', '@ 95%'],
  ])('refuse %s', (text, message, remedy) => {
    const error = refused(text);
    expect(error.code).toBe('RULE_INVALID');
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
  });
});

describe('parseRetrievalMetric', () => {
  it('knows a metric and its k, and nothing else', () => {
    expect(parseRetrievalMetric('ndcg@10')).toEqual({ metric: 'ndcg', k: 10 });
    for (const name of ['ndcg', 'ndcg@', 'ndcg@0', 'ndcg@01', 'f1@10', 'recall@1.5', '@5']) {
      expect(parseRetrievalMetric(name)).toBeUndefined();
    }
  });
});
