import { describe, expect, it } from 'vitest';
import { statistics as real } from '../../../src/evaluation/statistics.ts';
import { subsetEvaluation } from '../../../src/evaluation/subset.ts';
import type { Baseline, Evaluation } from '../../../src/evaluation/types.ts';
import { applyRules } from '../../../src/gate/apply-rule.ts';
import { parseRule } from '../../../src/gate/rules.ts';
import { baseModel, candidate, fixed, measured, pairsOf, withErrors } from './candidate.ts';

/** Without the number of pairs that would settle it, which other tests have. */
const statistics = { ...real, morePairsForBound: () => undefined, morePairsForComparison: () => undefined };

const apply = (rule: string, evaluation: Evaluation, ...baselines: Baseline[]) =>
  applyRules([parseRule(rule)], measured(evaluation, ...baselines), statistics)[0]!;

describe('a rule on the point estimate', () => {
  it.each([
    ['accuracy >= 0.90', 100, 'holds'],
    ['accuracy >= 0.90', 101, 'broken'],
    ['accuracy > 0.90', 100, 'broken'],
    ['error_rate <= 10%', 100, 'holds'],
    ['error_rate < 10%', 100, 'broken'],
    ['error_rate < 10%', 99, 'holds'],
  ])('%s with %d of 1000 wrong: %s', (rule, errors, state) => {
    expect(apply(rule, withErrors(errors, 1000)).state).toBe(state);
  });

  it('says it in a sentence', () => {
    expect(apply('accuracy >= 0.90', withErrors(88, 1000))).toMatchObject({
      rule: 'accuracy >= 0.90',
      expected: 'at least 90 %',
      actual: '91.2 %',
      n: 1000,
      sentence: 'Accuracy is 91.2 % on 1,000 test pairs; the rule asks for at least 90 %.',
    });
  });

  it('is inconclusive where one class leaves the metric undefined, and never what a report shows for it', () => {
    // `metricsOf` has ½ for the ranking of one class.
    const whole = candidate(80, 5, 15, 20);
    const labels = pairsOf(whole).labels;
    const ofLabel = (label: number) =>
      subsetEvaluation(
        whole,
        labels,
        Int32Array.from(labels.keys()).filter(pair => labels[pair] === label),
      );
    const positives = ofLabel(1);
    for (const rule of ['roc_auc >= 0.5', 'matthews_correlation >= 0', 'roc_auc >= baseline']) {
      expect(apply(rule, positives, baseModel(positives, 5, 0))).toMatchObject({
        state: 'inconclusive',
        sentence: expect.stringContaining('on 100 test pairs, all of them positive'),
      });
    }
    expect(apply('recall >= 0.5', ofLabel(0)).state).toBe('inconclusive');
    expect(apply('accuracy >= 0.8', positives).state).toBe('holds');
  });

  it('never shows two numbers alike that differ', () => {
    expect(apply('accuracy >= 0.90', withErrors(1001, 10_000))).toMatchObject({
      state: 'broken',
      actual: '89.99 %',
    });
    expect(apply('accuracy >= 89.999%', withErrors(10_003, 100_000)).actual).toBe('89.997 %');
    expect(apply('error_rate < 10%', withErrors(100, 1000))).toMatchObject({
      state: 'broken',
      actual: '10.0 %',
    });
  });

  it('counts what the metric counts', () => {
    const evaluation = candidate(60, 15, 900, 25);
    expect(apply('precision >= 0.9', evaluation)).toMatchObject({
      state: 'broken',
      n: 75,
      actual: '80.0 %',
      sentence:
        'Precision is 80.0 % on 75 test pairs that were called positive; the rule asks for at least 90 %.',
    });
    expect(apply('recall >= 50%', evaluation)).toMatchObject({ state: 'holds', n: 85, actual: '70.6 %' });
    // Wilson, 60 of 75 at 95 %: 0.696 to 0.875.
    expect(apply('precision >= 0.9', evaluation).interval?.low).toBeCloseTo(0.6958, 3);
  });

  it('shows what is no proportion as a decimal', () => {
    const outcome = apply('f1 >= 0.8', candidate(60, 15, 900, 25));
    expect(outcome).toMatchObject({ state: 'broken', expected: 'at least 0.8', actual: '0.750', n: 1000 });
    expect(outcome.interval?.level).toBe(0.95);
    expect(apply('roc_auc > 0.5', candidate(60, 15, 900, 25)).sentence).toMatch(
      /^ROC AUC is 0\.\d{3} on 1,000 test/,
    );
    expect(apply('matthews_correlation >= -0.1', candidate(1, 1, 1, 1)).actual).toBe('0.000');
  });
});

describe('a rule on the confidence bound', () => {
  it.each([
    // Wilson's lower ends at 95 % for 1000 pairs: 91.2 % → 89.28 %, 92 % → 90.15 %.
    ['accuracy >= 0.90 @ 95%', 80, 'holds'],
    ['accuracy >= 0.90 @ 95%', 88, 'inconclusive'],
    ['accuracy >= 0.90 @ 95%', 101, 'broken'],
    ['accuracy >= 0.90 @ 50%', 88, 'holds'],
    ['error_rate <= 0.10 @ 95%', 80, 'holds'],
    ['error_rate <= 0.10 @ 95%', 88, 'inconclusive'],
    ['error_rate <= 0.10 @ 95%', 130, 'broken'],
  ])('%s with %d of 1000 wrong: %s', (rule, errors, state) => {
    expect(apply(rule, withErrors(errors, 1000)).state).toBe(state);
  });

  it('says it in a sentence', () => {
    const outcome = apply('accuracy >= 0.90 @ 95%', withErrors(88, 1000));
    expect(outcome.sentence).toBe(
      'Accuracy is 91.2 % on 1,000 test pairs, at least 89.3 % with 95 % confidence; the rule asks for at least 90 % with that confidence.',
    );
    expect(outcome.interval?.level).toBe(0.95);
    expect(outcome.interval?.low).toBeCloseTo(0.8928, 4);
  });

  it('is broken where nothing is called positive, as without a bound: a stricter rule lets no more through', () => {
    for (const rule of ['precision >= 0.9', 'precision >= 0.9 @ 95%']) {
      const outcome = apply(rule, candidate(0, 0, 5, 5));
      expect(outcome).toMatchObject({ state: 'broken', n: 0 });
      expect(outcome.sentence).toContain('Precision is 0.0 % on 0 test pairs that were called positive');
    }
    expect(apply('precision >= 0.1 @ 95%', candidate(1, 0, 5, 5)).sentence).toContain(
      'on 1 test pair that was called positive',
    );
  });
});

describe('better than the baseline', () => {
  const evaluation = withErrors(129, 1000);

  it.each([
    // b pairs only the candidate gets wrong, c only the baseline: P(X ≤ b), X ~ Binomial(b + c, ½).
    [5, 0, 'holds', 1 / 32],
    [4, 0, 'inconclusive', 1 / 16],
    [0, 0, 'broken', 1],
    [3, 3, 'broken', 42 / 64],
    [2, 5, 'broken', 120 / 128],
  ])('only the baseline wrong on %d, only the candidate on %d: %s', (c, b, state, p) => {
    const outcome = apply('error_rate < baseline', evaluation, baseModel(evaluation, c, b));
    expect(outcome.state).toBe(state);
    expect(outcome.pValue).toBeCloseTo(p, 12);
    const mirrored = apply('accuracy > baseline', evaluation, baseModel(evaluation, c, b));
    expect([mirrored.state, mirrored.pValue]).toEqual([outcome.state, outcome.pValue]);
  });

  it('takes the level of the rule', () => {
    const bar = baseModel(evaluation, 5, 0);
    expect(apply('error_rate < baseline @ 99%', evaluation, bar).state).toBe('inconclusive');
    expect(apply('error_rate < baseline @ 90%', evaluation, baseModel(evaluation, 4, 0)).state).toBe('holds');
  });

  it('says it in a sentence', () => {
    const say = (c: number, b: number, rule = 'error_rate < baseline') =>
      apply(rule, evaluation, baseModel(evaluation, c, b)).sentence;
    expect(say(60, 19)).toBe(
      'The error rate is 12.9 % against 17.0 % of the baseline (base-model) on the same 1,000 test pairs; it is better beyond chance (p < 0.001).',
    );
    expect(say(4, 0)).toContain(
      'it is better, but that may be chance (p = 0.063, the rule asks for less than 0.05).',
    );
    expect(say(0, 4)).toContain('against 12.5 % of the baseline');
    expect(say(0, 4)).toContain('; the rule asks for a better one.');
    expect(say(60, 19, 'accuracy > baseline')).toContain('Accuracy is 87.1 % against 83.0 %');
  });

  it('tests a known rate with the exact binomial test', () => {
    // scipy.stats.binomtest(129, 1000, 0.17, 'less')
    const outcome = apply('error_rate < baseline', evaluation, fixed(0.17));
    expect(outcome.state).toBe('holds');
    expect(outcome.pValue).toBeCloseTo(0.00021506997734165715, 14);
    expect(outcome.expected).toBe('less than 17.0 % (api), beyond chance');
    expect(outcome.sentence).toContain('against 17.0 % of the baseline (api) on 1,000 test pairs;');
    expect(apply('error_rate < baseline', evaluation, fixed(0.129)).state).toBe('broken');
    expect(apply('error_rate < baseline', evaluation, fixed(0.13)).state).toBe('inconclusive');
    expect(apply('error_rate < baseline', evaluation, fixed(0)).state).toBe('broken');
  });
});

describe('not worse than the baseline', () => {
  const evaluation = withErrors(199, 1000);

  it.each([
    [0, 5, 'broken', 1 / 32],
    [0, 4, 'holds', 1 / 16],
    [3, 3, 'holds', 42 / 64],
    [5, 0, 'holds', 1],
  ])('only the baseline wrong on %d, only the candidate on %d: %s', (c, b, state, p) => {
    const outcome = apply('error_rate <= baseline', evaluation, baseModel(evaluation, c, b));
    expect(outcome.state).toBe(state);
    expect(outcome.pValue).toBeCloseTo(p, 12);
  });

  it('tests a known rate with the exact binomial test', () => {
    // scipy.stats.binom.sf(198, 1000, 0.17)
    const outcome = apply('error_rate <= baseline', evaluation, fixed(0.17));
    expect(outcome.state).toBe('broken');
    expect(outcome.pValue).toBeCloseTo(0.00917125729657765, 14);
    expect(apply('error_rate <= baseline', evaluation, fixed(0.19)).state).toBe('holds');
    expect(apply('error_rate <= baseline', evaluation, fixed(0.19)).sentence).toContain(
      'it is worse, but that may be chance (p = 0.245)',
    );
  });
});

describe('not worse by more than a margin', () => {
  const evaluation = withErrors(150, 1000);
  const margin = (c: number, b: number, rule: string) => apply(rule, evaluation, baseModel(evaluation, c, b));

  it('holds when the bound of the difference is within the margin', () => {
    const outcome = margin(30, 30, 'error_rate <= baseline + 2%');
    expect(outcome).toMatchObject({ state: 'holds', expected: 'at most 15.0 % + 2 points (base-model)' });
    expect(outcome.sentence).toMatch(
      /; with 95 % confidence it is at most 1\.\d points worse, the rule allows 2 points\.$/,
    );
    expect(outcome.pValue).toBeLessThan(0.05);
  });

  it('is inconclusive when the estimate is within the margin and the bound is not', () => {
    const outcome = margin(30, 36, 'error_rate <= baseline + 1%');
    expect(outcome.state).toBe('inconclusive');
    expect(outcome.sentence).toMatch(
      /; it is 0\.6 points worse, but with 95 % confidence only at most 2\.0 points worse; the rule allows 1 point\.$/,
    );
  });

  it('is broken when the estimate is beyond the margin', () => {
    const outcome = margin(30, 45, 'error_rate <= baseline + 1%');
    expect(outcome.state).toBe('broken');
    expect(outcome.sentence).toContain('; it is 1.5 points worse, the rule allows 1 point.');
  });

  it('may ask for an improvement', () => {
    expect(margin(80, 20, 'error_rate <= baseline - 2%').state).toBe('holds');
    expect(margin(80, 20, 'error_rate <= baseline - 2%').sentence).toMatch(
      /it is at least 4\.\d points better, the rule asks for 2 points better\.$/,
    );
    expect(margin(40, 20, 'error_rate <= baseline - 2%').state).toBe('inconclusive');
    expect(margin(30, 20, 'error_rate <= baseline - 2%').state).toBe('broken');
  });

  it('reads the same for the accuracy', () => {
    const ours = margin(30, 30, 'accuracy >= baseline - 2%');
    expect(ours).toMatchObject({ state: 'holds', expected: 'at least 85.0 % − 2 points (base-model)' });
    expect(ours.pValue).toBe(margin(30, 30, 'error_rate <= baseline + 2%').pValue);
  });

  it('holds exactly when the bound is below the margin', () => {
    for (let b = 20; b < 60; b += 2) {
      const outcome = margin(30, b, 'error_rate <= baseline + 1%');
      expect(outcome.state === 'holds').toBe((outcome.pValue ?? 1) < 0.05);
    }
  });

  it('tests a known rate with the exact binomial test', () => {
    const one = withErrors(170, 1000);
    // scipy.stats.binom.cdf(170, 1000, 0.18)
    expect(apply('error_rate <= baseline + 1%', one, fixed(0.17)).pValue).toBeCloseTo(
      0.21812487110129236,
      12,
    );
    expect(apply('error_rate <= baseline + 1%', one, fixed(0.17)).state).toBe('inconclusive');
    expect(apply('error_rate <= baseline + 3%', one, fixed(0.17)).state).toBe('holds');
    expect(apply('error_rate <= baseline + 1%', withErrors(180, 1000), fixed(0.17)).state).toBe(
      'inconclusive',
    );
    expect(apply('error_rate <= baseline + 1%', withErrors(181, 1000), fixed(0.17)).state).toBe('broken');
    expect(apply('error_rate <= baseline + 50%', one, fixed(0.6)).state).toBe('holds');
    expect(apply('error_rate <= baseline - 50%', one, fixed(0.2)).state).toBe('broken');
  });
});

describe('which baseline', () => {
  const evaluation = withErrors(129, 1000);
  const bars = [fixed(0.17, 'api'), fixed(0.1, 'old one')];

  it('is the first, or the one named', () => {
    expect(apply('error_rate < baseline', evaluation, ...bars).state).toBe('holds');
    expect(apply('error_rate < baseline.api', evaluation, ...bars).state).toBe('holds');
    expect(apply('error_rate < baseline."old one"', evaluation, ...bars).state).toBe('broken');
  });

  it.each([
    ['error_rate < baseline.apu', bars, 'called `apu`; did you mean `api`?'],
    ['error_rate < baseline.zzz', bars, 'called `zzz`.'],
    ['error_rate < baseline', [], 'there is no baseline.'],
  ])('%s must be there', (rule, baselines, message) => {
    expect(() => apply(rule, evaluation, ...baselines)).toThrow(
      expect.objectContaining({ code: 'RULE_INVALID', message: expect.stringContaining(message) }) as Error,
    );
  });

  it.each(['error_rate < baseline', 'error_rate <= baseline', 'accuracy >= baseline - 1%'])(
    '%s is not guessed from another number of pairs',
    rule => {
      const bar = baseModel(withErrors(100, 990), 50, 0);
      const outcome = apply(rule, evaluation, bar);
      expect(outcome.state).toBe('inconclusive');
      expect(outcome).not.toHaveProperty('pValue');
      expect(outcome.sentence).toMatch(
        /cannot be compared with the baseline \(base-model\): it was measured on 990 test pairs, this run has 1,000\.$/,
      );
    },
  );
});
