import { describe, expect, it } from 'vitest';
import { type Statistics, statistics } from '../../../src/evaluation/statistics.ts';
import { applyRules } from '../../../src/gate/apply-rule.ts';
import { parseRule } from '../../../src/gate/rules.ts';
import type { RuleOutcome } from '../../../src/gate/verdict.ts';
import { baseModel, candidate, measured } from './candidate.ts';
import { evidence, withNumbers } from './fake-statistics.ts';

/** Lehmer's generator, so that every run draws the same. */
function draws(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

/** The first number of a text. */
const first = (text: string) => Number(/-?\d+(?:\.\d+)?(?:e-?\d+)?/.exec(text.replaceAll(',', ''))![0]);

/** Intervals are not what is read here, and resampling takes its time. */
const any: Statistics['interval'] = (_, __, level) => ({ low: 0, high: 1, level });

const METRICS = ['accuracy', 'error_rate', 'precision', 'recall', 'f1', 'roc_auc', 'average_precision'];

function holdsAsRead(expected: string, actual: number): boolean {
  const target = first(expected);
  if (expected.startsWith('at least')) return actual >= target;
  if (expected.startsWith('more than')) return actual > target;
  return expected.startsWith('at most') ? actual <= target : actual < target;
}

describe('what a reader sees', () => {
  it('never contradicts the state of a number', () => {
    const draw = draws(7);
    const seen = new Set<string>();
    for (let round = 0; round < 1500; round++) {
      const counts = [draw(400), draw(90), 1 + draw(400), 1 + draw(90)] as const;
      const evaluation = candidate(counts[0] + 1, ...(counts.slice(1) as [number, number, number]));
      const metric = METRICS[draw(METRICS.length)]! as 'accuracy';
      const [loose, strict] = metric === ('error_rate' as string) ? ['<=', '<'] : ['>=', '>'];
      // The value itself, or one that differs late.
      const value = evaluation.metrics[metric] + [0, 1e-9, -1e-9, 1e-5, -1e-5, 0.01, -0.01][draw(7)]!;
      const target = Number(value.toFixed(9));
      const near = Math.abs(target - evaluation.metrics[metric]);
      // Eleven decimals are all that is ever shown.
      if (target < 0 || target > 1 || (near > 0 && near < 1e-10)) continue;
      const rule = `${metric} ${draw(2) === 0 ? loose : strict} ${target}`;
      const [outcome] = applyRules([parseRule(rule)], measured(evaluation), withNumbers({ interval: any }));
      const { state, expected, actual, sentence } = outcome!;
      expect(holdsAsRead(expected, first(actual)), `${rule}: ${sentence}`).toBe(state === 'holds');
      expect(sentence).toContain(` is ${actual} `);
      expect(sentence).toContain(expected);
      seen.add(state);
    }
    expect([...seen].sort()).toEqual(['broken', 'holds']);
  });

  it('never contradicts the state of a bound', () => {
    const draw = draws(11);
    const seen = new Set<string>();
    for (let round = 0; round < 1500; round++) {
      const evaluation = candidate(50 + draw(400), draw(90), 50 + draw(400), draw(90));
      const { accuracy } = evaluation.metrics;
      const low = Math.max(0, accuracy - draw(1000) / 20_000);
      const value = Math.min(1, [low, low + 1e-7, low - 1e-7, accuracy, accuracy + 1e-7, 0.8][draw(6)]!);
      const rule = `accuracy >= ${Number(Math.max(0, value).toFixed(9))} @ 95%`;
      const interval: Statistics['interval'] = (_, __, level) => ({ low, high: 1, level });
      const [outcome] = applyRules([parseRule(rule)], measured(evaluation), withNumbers({ interval }));
      const { state, expected, actual, sentence } = outcome!;
      const [estimate, bound] = actual.split(', ').map(first) as [number, number];
      const read =
        bound >= first(expected) ? 'holds' : estimate >= first(expected) ? 'inconclusive' : 'broken';
      expect(read, `${rule}: ${sentence}`).toBe(state);
      seen.add(state);
    }
    expect([...seen].sort()).toEqual(['broken', 'holds', 'inconclusive']);
  });

  it('never contradicts the state of a comparison', () => {
    const draw = draws(13);
    const seen = new Set<string>();
    const forms = ['error_rate < baseline', 'error_rate <= baseline', 'error_rate <= baseline + 2%'];
    for (let round = 0; round < 1500; round++) {
      const evaluation = candidate(100 + draw(400), 20 + draw(40), 100 + draw(400), 20 + draw(40));
      const bar = baseModel(evaluation, draw(30), draw(30));
      const rules = forms.slice(0, 1 + draw(3)).map(parseRule);
      const outcomes = applyRules(rules, measured(evaluation, bar), withNumbers({ interval: any }));
      for (const outcome of outcomes) {
        expectReadable(outcome);
        seen.add(`${outcome.rule}: ${outcome.state}`);
      }
    }
    // What asks for no worse is never inconclusive.
    expect(seen.size).toBe(8);
  });

  it('gives p-values and bounds on the right side of the level, however close', () => {
    const evaluation = candidate(40, 10, 40, 10);
    for (const p of [0.049999, 0.05, 0.050001]) {
      const compare: Statistics['compare'] = () => evidence(-0.01, p, p < 0.05 ? 0.0199999 : 0.0200001);
      for (const rule of ['error_rate < baseline', 'error_rate <= baseline + 2%']) {
        const numbers = withNumbers({ compare });
        const [outcome] = applyRules(
          [parseRule(rule)],
          measured(evaluation, baseModel(evaluation, 1, 0)),
          numbers,
        );
        expect(outcome!.state).toBe(p < 0.05 ? 'holds' : 'inconclusive');
        expectReadable(outcome!);
      }
    }
  });

  it('has every number finite, with the statistics in use too', () => {
    const evaluation = candidate(30, 5, 30, 5);
    const rules = METRICS.flatMap(metric => {
      const sign = metric === 'error_rate' ? '<' : '>';
      return [`${metric} ${sign}= 0.5`, `${metric} ${sign}= 0.5 @ 95%`, `${metric} ${sign} baseline`];
    });
    for (const outcome of applyRules(
      rules.map(parseRule),
      measured(evaluation, baseModel(evaluation, 3, 1)),
      statistics,
    )) {
      const numbers = [outcome.pValue, outcome.adjustedPValue, outcome.interval?.low, outcome.n];
      for (const number of numbers) expect(Number.isFinite(number ?? 0), outcome.rule).toBe(true);
      expect(outcome.sentence).not.toMatch(/NaN|undefined|Infinity/);
      expect(outcome.sentence.match(/\.(?:\s|$)/g), outcome.sentence).toHaveLength(1);
    }
  });
});

/** A p-value or a bound in the sentence is on the side of the level or margin that the state says. */
function expectReadable({ rule, state, pValue, adjustedPValue, sentence }: RuleOutcome) {
  const decisive = adjustedPValue ?? pValue!;
  const p = /p = (\d\.\d+)/.exec(sentence)?.[1];
  const bound =
    /confidence(?: over \d tests)?(?: it is| only) at (most|least) ([\d.]+) points? (worse|better)/.exec(
      sentence,
    );
  const context = `${rule}, ${state}, ${decisive}: ${sentence}`;
  if (p !== undefined) expect(Number(p) < 0.05, context).toBe(decisive < 0.05);
  if (rule.endsWith('+ 2%') && state !== 'broken' && bound) {
    const within = bound[3] === 'better' || Number(bound[2]) < 2;
    expect(within, context).toBe(state === 'holds');
  }
  if (rule.endsWith('+ 2%') && state === 'broken')
    expect(Number(/it is ([\d.]+) points? worse/.exec(sentence)?.[1]), context).toBeGreaterThan(2);
  if (/beyond chance/.test(sentence)) expect(state, context).not.toBe('inconclusive');
  if (/may be chance/.test(sentence)) expect(state, context).not.toBe('broken');
}
