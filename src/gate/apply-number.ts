import type { Statistics } from '../evaluation/statistics.ts';
import { apartFrom, shown, styleOf } from './format.ts';
import { type Measured, sampleOf } from './measured.ts';
import { casesText, METRIC_TITLES, proportionOf } from './proportion.ts';
import { type BoundRule, type Comparator, lowerIsBetter, type PointRule, satisfies } from './rule.ts';
import type { RuleOutcome, RuleState } from './verdict.ts';

export const WORDS: Readonly<Record<Comparator, string>> = {
  '>=': 'at least',
  '>': 'more than',
  '<=': 'at most',
  '<': 'less than',
};

/** `accuracy >= 0.90`: the point estimate decides; the 95 % interval is shown beside it where there is one. */
export function applyPoint(rule: PointRule, measured: Measured, statistics: Statistics): RuleOutcome {
  const { metric, comparator, value } = rule;
  const { candidate, test } = measured;
  const style = styleOf(metric);
  const estimate = candidate.metrics[metric];
  const cases = proportionOf(metric, candidate);
  const n = cases?.n ?? candidate.n;
  const expected = `${WORDS[comparator]} ${shown(value, style)}`;
  const actual = apartFrom(value, estimate, style);
  return {
    rule: rule.text,
    state: satisfies(estimate, comparator, value) ? 'holds' : 'broken',
    expected,
    actual,
    ...(cases && { interval: statistics.interval(metric, sampleOf(candidate, test), 0.95) }),
    n,
    sentence: `${METRIC_TITLES[metric]} is ${actual} ${casesText(metric, n)}; the rule asks for ${expected}.`,
  };
}

/**
 * `accuracy >= 0.90 @ 95%`: the worse end of the two-sided Wilson interval decides. Inconclusive where the point
 * estimate is good enough and the bound is not: more test pairs could settle it.
 */
export function applyBound(rule: BoundRule, measured: Measured, statistics: Statistics): RuleOutcome {
  const { metric, comparator, value, level } = rule;
  const { candidate, test } = measured;
  const style = styleOf(metric);
  const cases = proportionOf(metric, candidate) ?? { successes: 0, n: 0 };
  const interval = statistics.interval(metric, sampleOf(candidate, test), level);
  const estimate = candidate.metrics[metric];
  const bound = lowerIsBetter(metric) ? interval.high : interval.low;
  const state = boundState(
    satisfies(bound, comparator, value),
    cases.n > 0 && !satisfies(estimate, comparator, value),
  );
  const confidence = shown(level, { scale: 100, digits: 0, unit: ' %' });
  const target = shown(value, style);
  const expected = `${WORDS[comparator]} ${target} with ${confidence} confidence`;
  const actual = apartFrom(value, estimate, style);
  const limit = `${lowerIsBetter(metric) ? 'at most' : 'at least'} ${apartFrom(value, bound, style)}`;
  const found =
    cases.n === 0
      ? `${METRIC_TITLES[metric]} cannot be measured ${casesText(metric, 0)}`
      : `${METRIC_TITLES[metric]} is ${actual} ${casesText(metric, cases.n)}, ${limit} with ${confidence} confidence`;
  return {
    rule: rule.text,
    state,
    expected,
    actual: cases.n === 0 ? 'not measurable' : `${actual}, ${limit}`,
    interval,
    n: cases.n,
    sentence: `${found}; the rule asks for ${WORDS[comparator]} ${target} with that confidence.`,
  };
}

function boundState(boundHolds: boolean, estimateMisses: boolean): RuleState {
  if (boundHolds) return 'holds';
  return estimateMisses ? 'broken' : 'inconclusive';
}
