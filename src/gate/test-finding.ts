import type { Evidence } from '../evaluation/evidence.ts';
import type { Statistics } from '../evaluation/statistics.ts';
import type { Interval } from '../evaluation/types.ts';
import { shownInterval } from './apply-number.ts';
import { expectedText, findingText, ownAlpha } from './comparison-text.ts';
import { type Finding, settled } from './finding.ts';
import {
  aboutMore,
  apart,
  counted,
  differenceStyle,
  type Noun,
  type Style,
  TEST_PAIRS,
  uncapitalised,
} from './format.ts';
import type { BaselineTest } from './rule.ts';
import type { RuleState } from './verdict.ts';

/** A candidate's value beside a baseline's. */
export interface Compared {
  readonly rule: BaselineTest & { readonly text: string };
  /** How a sentence begins: `Accuracy for source=forum`. */
  readonly title: string;
  readonly lower: boolean;
  readonly style: Style;
  readonly barName: string;
  readonly value: number;
  readonly barValue: number;
  readonly evidence: Evidence;
  readonly interval: () => Interval;
  readonly n: number;
  /** What both were measured on: `on the same 1,000 test pairs`. */
  readonly on: string;
  readonly noun?: Noun;
}

/** The finding of a test against a baseline; inconclusive where the numbers do not allow one. */
export function testFinding(compared: Compared, { morePairsForComparison }: Statistics): Finding {
  const { rule, title, lower, barName, evidence, n, on, noun = TEST_PAIRS } = compared;
  const style = differenceStyle(compared.style);
  const [actual, bar] = apart(compared.value, compared.barValue, compared.style);
  const pValue = pValueOf(rule, evidence);
  if (!Number.isFinite(pValue + evidence.difference)) {
    return incomparable({ ...compared, reason: `${counted(n, noun)} are too few to test` });
  }
  const judge: Finding['judge'] = adjusted => {
    const state = stateOf(rule, evidence, adjusted.pValue);
    const outcome = () => {
      const tested = { rule, style, evidence, state, pValue, adjusted };
      const more =
        state === 'inconclusive'
          ? morePairsForComparison(evidence, n, rule.margin, ownAlpha(tested))
          : undefined;
      const settle = more ? `; ${aboutMore(more, noun)} like these would settle it` : '';
      const measured = `${title} is ${actual} against ${bar} of the baseline (${barName}) ${on}`;
      return {
        rule: rule.text,
        state,
        expected: expectedText(rule, lower, style, barName, bar),
        actual,
        ...shownInterval(compared.interval()),
        pValue,
        ...(adjusted.tests > 1 && { adjustedPValue: adjusted.pValue }),
        n,
        ...(more && { morePairs: more }),
        sentence: `${measured}; ${findingText(tested)}${settle}.`,
      };
    };
    return { state, outcome };
  };
  return { shortfall: evidence.difference, pValue, judge };
}

function pValueOf({ test, margin }: BaselineTest, { pBetter, pWorse, pWithin }: Evidence): number {
  return test === 'better' ? pBetter : test === 'not-worse' ? pWorse : pWithin(margin);
}

/** The decision table of the three tests; `p < alpha` is what "beyond chance" means. */
function stateOf({ test, margin, alpha }: BaselineTest, { difference }: Evidence, p: number): RuleState {
  switch (test) {
    case 'better':
      return difference >= 0 ? 'broken' : p < alpha ? 'holds' : 'inconclusive';
    case 'not-worse':
      return p < alpha ? 'broken' : 'holds';
    case 'margin':
      // 12 decimals: 0.18 − 0.17 is a little more than 0.01 in binary.
      if (Number((difference - margin).toFixed(12)) > 0) return 'broken';
      return p < alpha ? 'holds' : 'inconclusive';
  }
}

type Apart = Pick<Compared, 'rule' | 'title' | 'lower' | 'style' | 'barName' | 'n'>;

/** A comparison that is refused, never guessed. */
export function incomparable(about: Apart & { readonly reason: string }): Finding {
  const { title, barName, reason } = about;
  const sentence = `${title} cannot be compared with the baseline (${barName}): ${clause(reason)}.`;
  return settled('inconclusive', () => untested(about, sentence), Number.POSITIVE_INFINITY);
}

/** Nothing is there yet that the candidate could be worse than. */
export function unopposed(about: Apart & { readonly reason: string }): Finding {
  const { barName, reason } = about;
  const sentence = `There is no baseline (${barName}) yet, so there is nothing to lose to: ${clause(reason)}.`;
  return settled('holds', () => ({ ...untested(about, sentence), unopposed: true }));
}

function untested({ rule, lower, style, barName, n }: Apart, sentence: string) {
  const expected = expectedText(rule, lower, differenceStyle(style), barName, 'the baseline');
  return { rule: rule.text, expected, actual: 'not compared', n, sentence };
}

/** A reason's sentence as the end of another. */
const clause = (reason: string) => uncapitalised(reason.trim().replace(/\.$/, ''));
