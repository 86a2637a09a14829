import { describe, expect, it } from 'vitest';
import { statistics } from '../../../src/evaluation/statistics.ts';
import type { Baseline, Evaluation, MetricName } from '../../../src/evaluation/types.ts';
import { parseRule } from '../../../src/gate/rules.ts';
import { statisticallyEqual as equalBy } from '../../../src/sweep/equality.ts';
import { type SelectionRule, select, type Trial } from '../../../src/sweep/selection.ts';
import { candidate, fixed, pairsOf, withErrors } from '../gate/candidate.ts';

const trial = (
  id: string,
  dimensions: number,
  examples: number,
  evaluation: Evaluation,
  parameters = 1000,
): Trial => ({ id, dimensions, parameters, examples, evaluation });
const pickFrom = (trials: readonly Trial[], rule: SelectionRule, baselines: readonly Baseline[] = []) =>
  select(trials, rule, { test: pairsOf(trials[0]?.evaluation ?? withErrors(0, 2)), baselines }, statistics);
const statisticallyEqual = (metric: MetricName, a: Evaluation, b: Evaluation) =>
  equalBy(metric, a, b, pairsOf(a), statistics);
const rules = (...texts: string[]) => texts.map(parseRule);

describe('select', () => {
  // The candidates' errors are nested, so of two trials the better one is never wrong alone: p = 2 / 2^difference.
  const large = trial('large', 512, 1000, withErrors(100, 1000));
  const small = trial('small', 256, 1000, withErrors(104, 1000));
  const worse = trial('worse', 64, 100, withErrors(130, 1000));

  it('takes the cheapest of those that cannot be told from the best', () => {
    const selection = pickFrom([large, small, worse], { satisfy: [], maximize: 'accuracy' });
    expect(selection.best?.id).toBe('large');
    expect(selection.equal.map(({ id }) => id)).toEqual(['small', 'large']);
    expect(selection.chosen?.id).toBe('small');
  });

  it('prefers fewer dimensions, then fewer parameters, then fewer examples, then the higher metric, then the order', () => {
    const pick = (...trials: Trial[]) => pickFrom(trials, { satisfy: [], maximize: 'accuracy' }).chosen?.id;
    const at = (id: string, errors: number, dimensions: number, examples: number) =>
      trial(id, dimensions, examples, withErrors(errors, 1000));
    expect(pick(at('a', 100, 256, 100), at('b', 101, 128, 9000))).toBe('b');
    expect(pick(at('a', 100, 256, 200), at('b', 101, 256, 100))).toBe('b');
    const larger = trial('a', 256, 100, withErrors(100, 1000), 2000);
    expect(pick(larger, at('b', 101, 256, 9000))).toBe('b');
    expect(pick(at('a', 101, 256, 100), at('b', 100, 256, 100))).toBe('b');
    expect(pick(at('a', 100, 256, 100), at('b', 100, 256, 100))).toBe('a');
  });

  it('knows the size of a model when a rule asks for it', () => {
    const huge = trial('huge', 64, 100, withErrors(90, 1000), 5e6);
    const rule = {
      satisfy: rules('parameters <= 1000000', 'dimensions <= 256'),
      maximize: 'accuracy',
    } as const;
    expect(pickFrom([huge, small], rule).equal.map(({ id }) => id)).toEqual(['small']);
  });

  it('considers only trials that satisfy every rule', () => {
    // 'sharp' is the more accurate, but finds 40 of 100 positives only.
    const sharp = trial('sharp', 256, 100, candidate(40, 0, 900, 60));
    const keen = trial('keen', 256, 100, candidate(60, 70, 830, 40));
    const both = [sharp, keen];
    expect(pickFrom(both, { satisfy: [], maximize: 'accuracy' }).chosen?.id).toBe('sharp');
    const selection = pickFrom(both, { satisfy: rules('recall >= 50%'), maximize: 'accuracy' });
    expect(selection.chosen?.id).toBe('keen');
    expect(selection.outcomes.get('sharp')?.map(({ state }) => state)).toEqual(['broken']);
  });

  it('counts inconclusive as not satisfied, and chooses nothing rather than the least bad', () => {
    const rule = { satisfy: rules('error_rate < baseline'), maximize: 'accuracy' } as const;
    expect(pickFrom([large], rule, [fixed(0.105)])).toMatchObject({ equal: [] });
    expect(pickFrom([large], rule, [fixed(0.105)])).not.toHaveProperty('chosen');
    expect(pickFrom([large], rule, [fixed(0.17)]).chosen?.id).toBe('large');
    expect(pickFrom([], rule)).not.toHaveProperty('best');
  });

  it('does not depend on the order of the trials', () => {
    const pick = (trials: Trial[]) => pickFrom(trials, { satisfy: [], maximize: 'accuracy' });
    const forth = pick([large, small, worse]);
    const back = pick([worse, small, large]);
    expect(back.chosen).toBe(forth.chosen);
    expect(back.equal).toEqual(forth.equal);
  });
});

describe('statisticallyEqual', () => {
  it('is McNemar at 5 % for the accuracy', () => {
    // 5 discordant pairs: p = 1/16; 6: p = 1/32.
    expect(statisticallyEqual('accuracy', withErrors(100, 1000), withErrors(105, 1000))).toBe(true);
    expect(statisticallyEqual('accuracy', withErrors(100, 1000), withErrors(106, 1000))).toBe(false);
  });

  it('looks at positive pairs for the recall', () => {
    const full = candidate(50, 0, 50, 0);
    const fewer = (missed: number): Evaluation => {
      const { scores } = full;
      const lower = scores.map((score, i) => (i < missed ? 0 : score));
      return { ...full, ...candidateLike(lower) };
    };
    const candidateLike = (scores: Float64Array) => {
      const correct = Array.from(scores, (score, i) => score >= 0.5 === i < 50);
      const recall = correct.slice(0, 50).filter(Boolean).length / 50;
      return { scores, correct, metrics: { ...full.metrics, recall } };
    };
    expect(statisticallyEqual('recall', full, fewer(5))).toBe(true);
    expect(statisticallyEqual('recall', full, fewer(6))).toBe(false);
  });

  it('is a paired bootstrap for the f1', () => {
    // One pair may be chance; of 30 that all speak for the same model, none of 10 000 resamples has 60.
    expect(statisticallyEqual('f1', withErrors(100, 1000), withErrors(101, 1000))).toBe(true);
    expect(statisticallyEqual('f1', withErrors(100, 1000), withErrors(130, 1000))).toBe(false);
    expect(statisticallyEqual('f1', withErrors(130, 1000), withErrors(100, 1000))).toBe(false);
  });

  it('needs the same number of pairs', () => {
    expect(statisticallyEqual('f1', withErrors(100, 1000), withErrors(100, 1000))).toBe(true);
    expect(statisticallyEqual('accuracy', withErrors(100, 1000), withErrors(10, 100))).toBe(false);
  });
});
