import type { Statistics } from '../evaluation/statistics.ts';
import { applyComparison } from './apply-comparison.ts';
import { applyBound, applyPoint } from './apply-number.ts';
import { applyRetrieval } from './apply-retrieval.ts';
import type { Measured } from './measured.ts';
import type { Rule } from './rule.ts';
import type { RuleOutcome } from './verdict.ts';

/**
 * Judges a candidate by every rule, in the order given; the tests among them are adjusted for each other.
 *
 * @param statistics the tests of `evaluation/statistics.ts`
 * @throws FinetuneGateError RULE_INVALID when a rule names a baseline or a retrieval metric that is not there
 */
export function applyRules(
  rules: readonly Rule[],
  measured: Measured,
  statistics: Statistics,
): RuleOutcome[] {
  return rules.map(rule => applyRule(rule, measured, statistics));
}

function applyRule(rule: Rule, measured: Measured, statistics: Statistics): RuleOutcome {
  switch (rule.kind) {
    case 'point':
      return applyPoint(rule, measured, statistics);
    case 'bound':
      return applyBound(rule, measured, statistics);
    case 'comparison':
      return applyComparison(rule, measured, statistics);
    case 'retrieval':
      return applyRetrieval(rule, measured.retrieval);
  }
}
