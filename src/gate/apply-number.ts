import type { Statistics } from '../evaluation/statistics.ts';
import type { Interval } from '../evaluation/types.ts';
import { type Finding, settled } from './finding.ts';
import { aboutMore, apartFrom, levelText, shown, styleOf } from './format.ts';
import { casesOf, casesText, METRIC_TITLES, undefinedText } from './proportion.ts';
import { type BoundRule, type Comparator, lowerIsBetter, type PointRule, satisfies } from './rule.ts';
import type { Subject } from './subjects.ts';
import type { RuleState } from './verdict.ts';

export const WORDS: Readonly<Record<Comparator, string>> = {
  '>=': 'at least',
  '>': 'more than',
  '<=': 'at most',
  '<': 'less than',
};

/** `accuracy >= 0.90`: the point estimate decides; the 95 % interval is shown beside it. */
export function applyPoint(rule: PointRule, subject: Subject, statistics: Statistics): Finding {
  const { text, metric, comparator, value } = rule;
  const style = styleOf(metric);
  const expected = `${WORDS[comparator]} ${shown(value, style)}`;
  const estimate = subject.metric(metric);
  const n = casesOf(metric, subject.sample);
  if (Number.isNaN(estimate)) return undefinedFinding(rule, subject, expected);
  const actual = apartFrom(value, estimate, style);
  const title = METRIC_TITLES[metric] + subject.where;
  return settled(
    satisfies(estimate, comparator, value) ? 'holds' : 'broken',
    () => ({
      rule: text,
      expected,
      actual,
      ...shownInterval(statistics.interval(metric, subject.sample, 0.95)),
      n,
      sentence: `${title} is ${actual} ${casesText(metric, n)}; the rule asks for ${expected}.`,
    }),
    lowerIsBetter(metric) ? estimate - value : value - estimate,
  );
}

/**
 * `accuracy >= 0.90 @ 95%`: the worse end of the two-sided confidence interval decides. Inconclusive where the point
 * estimate is good enough and the bound is not: more test pairs could settle it.
 */
export function applyBound(rule: BoundRule, subject: Subject, statistics: Statistics): Finding {
  const { text, metric, comparator, value, level } = rule;
  const { sample } = subject;
  const style = styleOf(metric);
  const lower = lowerIsBetter(metric);
  const confidence = `${levelText(level)} confidence`;
  const target = `${WORDS[comparator]} ${shown(value, style)}`;
  const expected = `${target} with ${confidence}`;
  const estimate = subject.metric(metric);
  const n = casesOf(metric, sample);
  const interval = statistics.interval(metric, sample, level);
  const bound = lower ? interval.high : interval.low;
  if (Number.isNaN(estimate) || Number.isNaN(bound)) return undefinedFinding(rule, subject, expected);
  const state = boundState(satisfies(bound, comparator, value), satisfies(estimate, comparator, value));
  const actual = apartFrom(value, estimate, style);
  const limit = `${lower ? 'at most' : 'at least'} ${apartFrom(value, bound, style)}`;
  const title = METRIC_TITLES[metric] + subject.where;
  const outcome = () => {
    const more =
      state === 'inconclusive' ? statistics.morePairsForBound(metric, sample, level, value) : undefined;
    const measured = `${title} is ${actual} ${casesText(metric, n)}, ${limit} with ${confidence}`;
    const settle = more ? `; ${aboutMore(more)} like these would settle it` : '';
    return {
      rule: text,
      expected,
      actual: `${actual}, ${limit}`,
      interval,
      n,
      ...(more && { morePairs: more }),
      sentence: `${measured}; the rule asks for ${target} with that confidence${settle}.`,
    };
  };
  return settled(state, outcome, lower ? bound - value : value - bound);
}

/** @param estimateHolds whether the point estimate would do */
export function boundState(boundHolds: boolean, estimateHolds: boolean): RuleState {
  if (boundHolds) return 'holds';
  return estimateHolds ? 'inconclusive' : 'broken';
}

/** A bootstrap of too few pairs has no interval. */
export function shownInterval(interval: Interval): { interval?: Interval } {
  return Number.isFinite(interval.low + interval.high) ? { interval } : {};
}

function undefinedFinding(
  rule: PointRule | BoundRule,
  { sample, where }: Subject,
  expected: string,
): Finding {
  const { text, metric } = rule;
  const found = `${METRIC_TITLES[metric]}${where} cannot be measured ${undefinedText(metric, sample)}`;
  return settled(
    'inconclusive',
    () => ({
      rule: text,
      expected,
      actual: 'not measurable',
      n: casesOf(metric, sample),
      sentence: `${found}; the rule asks for ${expected}.`,
    }),
    Number.POSITIVE_INFINITY,
  );
}
