import { describe, expect, it } from 'vitest';
import type { Statistics } from '../../../src/evaluation/statistics.ts';
import type { Baseline } from '../../../src/evaluation/types.ts';
import { applyRules } from '../../../src/gate/apply-rule.ts';
import { parseRule } from '../../../src/gate/rules.ts';
import { baseModel, measured, withErrors } from './candidate.ts';
import { evidence, holmByDefinition, withNumbers } from './fake-statistics.ts';

const evaluation = withErrors(129, 1000);
const named = (name: string, difference: number): Baseline => {
  const {
    kind,
    source,
    evaluation: one,
  } = baseModel(evaluation, 0, 0) as Extract<Baseline, { kind: 'model' }>;
  const errorRate = one.metrics.error_rate - difference;
  return {
    kind,
    source,
    name,
    evaluation: { ...one, metrics: { ...one.metrics, error_rate: errorRate, accuracy: 1 - errorRate } },
  };
};

/** Rules against baselines `a`, `b`, … each with a difference and a p-value. */
function judge(rules: readonly string[], found: readonly (readonly [difference: number, p: number])[]) {
  const names = 'abcdef'.split('').slice(0, found.length);
  const queue = [...found];
  const asked: number[][] = [];
  const compare: Statistics['compare'] = () => {
    const [difference, p] = queue.shift()!;
    return { ...evidence(difference, p), upperBound: alpha => difference + (alpha < p ? 1 : -1) };
  };
  const holm: Statistics['holm'] = pValues => {
    asked.push([...pValues]);
    return holmByDefinition(pValues);
  };
  const numbers = withNumbers({ compare, holm });
  const baselines = names.map((name, i) => named(name, found[i]![0]));
  return { outcomes: applyRules(rules.map(parseRule), measured(evaluation, ...baselines), numbers), asked };
}

describe('several rules that test', () => {
  it('are adjusted for each other, and the adjusted p-values decide', () => {
    const { outcomes } = judge(
      ['error_rate < baseline.a', 'error_rate < baseline.b', 'error_rate < baseline.c'],
      [
        [-0.05, 0.01],
        [-0.05, 0.03],
        [-0.05, 0.026],
      ],
    );
    // Holm: 3 · 0.01, 2 · 0.026, then 0.03 but no less than 0.052.
    expect(outcomes.map(({ state }) => state)).toEqual(['holds', 'inconclusive', 'inconclusive']);
    expect(outcomes.map(({ pValue }) => pValue)).toEqual([0.01, 0.03, 0.026]);
    for (const [i, p] of [0.03, 0.052, 0.052].entries())
      expect(outcomes[i]!.adjustedPValue).toBeCloseTo(p, 12);
    expect(outcomes[0]!.sentence).toContain(
      "it is better beyond chance (p = 0.030 after Holm's adjustment for 3 tests).",
    );
    expect(outcomes[2]!.sentence).toContain(
      "but that may be chance (p = 0.052 after Holm's adjustment for 3 tests, the rule asks for less than 0.05).",
    );
  });

  it('are harder to break by chance where they ask for no worse', () => {
    const rules = ['error_rate <= baseline.a', 'accuracy >= baseline.b'];
    const { outcomes } = judge(rules, [
      [0.02, 0.04],
      [0.02, 0.5],
    ]);
    expect(outcomes.map(({ state }) => state)).toEqual(['holds', 'holds']);
    const strong = judge(rules, [
      [0.02, 0.02],
      [0.02, 0.5],
    ]);
    expect(strong.outcomes.map(({ state }) => state)).toEqual(['broken', 'holds']);
    expect(strong.outcomes[0]!.sentence).toContain(
      "it is worse beyond chance (p = 0.040 after Holm's adjustment for 2 tests).",
    );
  });

  it('keep each its own level', () => {
    const rules = ['error_rate < baseline.a @ 99%', 'error_rate < baseline.b'];
    const { outcomes } = judge(rules, [
      [-0.1, 0.006],
      [-0.1, 0.04],
    ]);
    expect(outcomes.map(({ state }) => state)).toEqual(['inconclusive', 'holds']);
  });

  it('give a margin the bound that fits its adjusted p-value', () => {
    const rules = ['error_rate <= baseline.a + 2%', 'error_rate <= baseline.b + 2%'];
    const { outcomes } = judge(rules, [
      [0.005, 0.03],
      [0.005, 0.001],
    ]);
    expect(outcomes.map(({ state }) => state)).toEqual(['holds', 'holds']);
    const open = judge(rules, [
      [0.005, 0.03],
      [0.005, 0.04],
    ]);
    expect(open.outcomes.map(({ state }) => state)).toEqual(['inconclusive', 'inconclusive']);
    expect(open.outcomes[0]!.sentence).toContain(
      'it is 0.5 points worse, but with 95 % confidence over 2 tests only at most 100.5 points worse; the rule allows 2 points.',
    );
  });

  it('are those that can test: no number, bound or cost is among them', () => {
    const rules = [
      'accuracy >= 0.5',
      'accuracy >= 0.5 @ 95%',
      'dimensions <= 256',
      'error_rate < baseline.a',
      'f1 >= baseline.b',
    ];
    const { outcomes, asked } = judge(rules, [
      [-0.1, 0.01],
      [0.1, 0.2],
    ]);
    expect(asked).toEqual([[0.01, 0.2]]);
    expect(outcomes.filter(one => 'adjustedPValue' in one).map(({ rule }) => rule)).toEqual(rules.slice(3));
  });
});

describe('a rule that tests alone', () => {
  it('is as it was', () => {
    const { outcomes, asked } = judge(['accuracy >= 0.5', 'error_rate < baseline.a'], [[-0.1, 0.04]]);
    expect(asked).toEqual([]);
    expect(outcomes[1]).toMatchObject({ state: 'holds', pValue: 0.04 });
    expect(outcomes[1]).not.toHaveProperty('adjustedPValue');
    expect(outcomes[1]!.sentence).toContain('(p = 0.040).');
  });
});
