import type { Evidence } from '../evaluation/evidence.ts';
import type { Adjusted } from './finding.ts';
import { apartFrom, levelText, pText, type Style, shown } from './format.ts';
import type { BaselineTest } from './rule.ts';
import type { RuleState } from './verdict.ts';

/** What a comparison asks for, e.g. `at most 17.0 % + 1 point (base-model)`. */
export function expectedText(
  { test, margin }: BaselineTest,
  lower: boolean,
  style: Style,
  barName: string,
  bar = 'it',
): string {
  switch (test) {
    case 'better':
      return `${lower ? 'less' : 'more'} than ${bar} (${barName}), beyond chance`;
    case 'not-worse':
      return `not significantly ${lower ? 'more' : 'less'} than ${bar} (${barName})`;
    case 'margin': {
      const sign = margin > 0 === lower ? '+' : '−';
      return `${lower ? 'at most' : 'at least'} ${bar} ${sign} ${shown(Math.abs(margin), style)} (${barName})`;
    }
  }
}

export interface Tested {
  readonly rule: BaselineTest;
  /** Of differences. */
  readonly style: Style;
  readonly evidence: Evidence;
  readonly state: RuleState;
  /** Before the adjustment. */
  readonly pValue: number;
  readonly adjusted: Adjusted;
}

/** What was found, as the second half of the outcome's sentence. */
export function findingText(tested: Tested): string {
  const { rule, evidence, state } = tested;
  const p = adjustedText(tested);
  switch (rule.test) {
    case 'better':
      if (state === 'broken') return 'the rule asks for a better one';
      return state === 'holds'
        ? `it is better beyond chance (${p})`
        : `it is better, but that may be chance (${p}, the rule asks for less than ${rule.alpha})`;
    case 'not-worse':
      if (state === 'broken') return `it is worse beyond chance (${p})`;
      return evidence.difference > 0 ? `it is worse, but that may be chance (${p})` : 'it is not worse';
    case 'margin':
      return marginText(tested);
  }
}

/**
 * The level that this test has to itself: the adjusted p-value is below `alpha` exactly when the test's own is below
 * this.
 */
export function ownAlpha({ rule, pValue, adjusted }: Omit<Tested, 'state'>): number {
  return adjusted.pValue > pValue ? (rule.alpha * pValue) / adjusted.pValue : rule.alpha;
}

function adjustedText({ rule, adjusted }: Tested): string {
  const p = pText(adjusted.pValue, rule.alpha);
  return adjusted.tests > 1 ? `${p} after Holm's adjustment for ${adjusted.tests} tests` : p;
}

function marginText(tested: Tested): string {
  const { rule, style, evidence, state, adjusted } = tested;
  const { margin, alpha } = rule;
  const size = shown(Math.abs(margin), style);
  const asked = margin > 0 ? `the rule allows ${size}` : `the rule asks for ${size} better`;
  const measured = side(evidence.difference, margin, style);
  if (state === 'broken') return `it is ${measured}, ${asked}`;
  const bound = evidence.upperBound(ownAlpha(tested));
  // A bound that is resampled need not end exactly where the test does.
  if (!Number.isFinite(bound) || bound < margin !== (state === 'holds')) {
    const surely = state === 'holds' ? 'that is beyond chance' : 'that may be chance';
    return `it is ${measured}, ${asked}, and ${surely} (${adjustedText(tested)})`;
  }
  const over = adjusted.tests > 1 ? ` over ${adjusted.tests} tests` : '';
  const confidence = `with ${levelText(1 - alpha)} confidence${over}`;
  const limit = `${bound > 0 ? 'at most' : 'at least'} ${side(bound, margin, style)}`;
  return state === 'holds'
    ? `${confidence} it is ${limit}, ${asked}`
    : `it is ${measured}, but ${confidence} only ${limit}; ${asked}`;
}

/** A difference as so much worse or better, told apart from the margin. */
function side(difference: number, margin: number, style: Style): string {
  if (difference === 0) return 'equal';
  const size = apartFrom(Math.abs(margin), Math.abs(difference), style);
  return `${size} ${difference > 0 ? 'worse' : 'better'}`;
}
