import { describe, expect, it } from 'vitest';
import { baselineOf, columnsOf, retrievalKOf } from '../../../src/gate/needs.ts';
import { parseRule } from '../../../src/gate/rules.ts';

describe('what a rule needs', () => {
  it.each([
    ['accuracy >= 0.9', [], undefined, undefined],
    ['accuracy[source=forum, "my lang"=*] >= 0.9 @ 95%', ['source', 'my lang'], undefined, undefined],
    ['error_rate < baseline', [], {}, undefined],
    ['f1[lang=en] >= baseline."my API" - 1%', ['lang'], { name: 'my API' }, undefined],
    ['error_rate <= base branch', [], { name: 'base-branch' }, undefined],
    ['recall@10 >= 0.8 @ 95%', [], undefined, 10],
    ['ndcg@100 > baseline.base-model', [], { name: 'base-model' }, 100],
    ['model_bytes <= 5MB', [], undefined, undefined],
  ])('%s', (text, columns, baseline, k) => {
    const rule = parseRule(text);
    expect(columnsOf(rule)).toEqual(columns);
    expect(baselineOf(rule)).toEqual(baseline);
    expect(retrievalKOf(rule)).toBe(k);
  });
});
