import type { Evidence } from '../evaluation/evidence.ts';
import { apartFrom, POINTS, pText, shown } from './format.ts';
import { type ComparisonRule, lowerIsBetter } from './rule.ts';
import type { RuleState } from './verdict.ts';

/** What a comparison asks for, e.g. `at most 17.0 % + 1 point (base-model)`. */
export function expectedText(rule: ComparisonRule, barName: string, bar: string): string {
  const lower = lowerIsBetter(rule.metric);
  switch (rule.test) {
    case 'better':
      return `${lower ? 'less' : 'more'} than ${bar} (${barName}), beyond chance`;
    case 'not-worse':
      return `not significantly ${lower ? 'more' : 'less'} than ${bar} (${barName})`;
    case 'margin': {
      const sign = rule.margin > 0 === lower ? '+' : '−';
      const size = shown(Math.abs(rule.margin), POINTS);
      return `${lower ? 'at most' : 'at least'} ${bar} ${sign} ${size} (${barName})`;
    }
  }
}

/** What was found, as the second half of the outcome's sentence. */
export function findingText(
  rule: ComparisonRule,
  evidence: Evidence,
  state: RuleState,
  pValue: number,
): string {
  const p = pText(pValue, rule.alpha);
  const { difference } = evidence;
  switch (rule.test) {
    case 'better':
      if (state === 'broken') return 'the rule asks for a better one';
      return state === 'holds'
        ? `it is better beyond chance (${p})`
        : `it is better, but that may be chance (${p}, the rule asks for less than ${rule.alpha})`;
    case 'not-worse':
      if (state === 'broken') return `it is worse beyond chance (${p})`;
      return difference > 0 ? `it is worse, but that may be chance (${p})` : 'it is not worse';
    case 'margin':
      return marginText(rule, evidence, state);
  }
}

function marginText(
  { margin, alpha }: ComparisonRule,
  { difference, upperBound }: Evidence,
  state: RuleState,
): string {
  const size = shown(Math.abs(margin), POINTS);
  const asked = margin > 0 ? `the rule allows ${size}` : `the rule asks for ${size} better`;
  const measured = side(difference, margin);
  if (state === 'broken') return `it is ${measured}, ${asked}`;
  const confidence = shown(1 - alpha, { scale: 100, digits: 0, unit: ' %' });
  const bound = upperBound(alpha);
  const limit = `${bound > 0 ? 'at most' : 'at least'} ${side(bound, margin)}`;
  return state === 'holds'
    ? `with ${confidence} confidence it is ${limit}, ${asked}`
    : `it is ${measured}, but with ${confidence} confidence only ${limit}; ${asked}`;
}

/** A difference in error rate as points worse or better, told apart from the margin. */
function side(difference: number, margin: number): string {
  if (difference === 0) return 'equal';
  const size = apartFrom(Math.abs(margin), Math.abs(difference), POINTS);
  return `${size} ${difference > 0 ? 'worse' : 'better'}`;
}
