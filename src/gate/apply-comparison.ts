import type { Evidence } from '../evaluation/evidence.ts';
import type { Statistics } from '../evaluation/statistics.ts';
import type { Baseline, Evaluation } from '../evaluation/types.ts';
import { barOf, missingBaseline } from './bar.ts';
import { expectedText, findingText } from './comparison-text.ts';
import { apart, counted, styleOf } from './format.ts';
import { METRIC_TITLES, proportionOf } from './proportion.ts';
import type { ComparisonRule } from './rule.ts';
import type { RuleOutcome, RuleState } from './verdict.ts';

/**
 * `error_rate < baseline` and its kin. A comparison with a baseline that decided another number of pairs is refused
 * (inconclusive, with the reason), never guessed.
 *
 * @throws FinetuneGateError RULE_INVALID when the baseline is not there
 */
export function applyComparison(
  rule: ComparisonRule,
  candidate: Evaluation,
  baselines: readonly Baseline[],
  { wilson, pairedEvidence, rateEvidence }: Statistics,
): RuleOutcome {
  const bar = barOf(rule, baselines);
  if (!bar) {
    const names = baselines.map(({ name }) => name);
    throw missingBaseline(rule, names);
  }
  const { metric } = rule;
  const { n } = candidate;
  const ofBar = metric === 'error_rate' ? bar.errorRate : 1 - bar.errorRate;
  const [actual, barText] = apart(candidate.metrics[metric], ofBar, styleOf(metric));
  const cases = proportionOf(metric, candidate);
  const common = {
    rule: rule.text,
    expected: expectedText(rule, bar.name, barText),
    actual,
    ...(cases && { interval: wilson(cases.successes, cases.n, 0.95) }),
    n,
  };
  if (bar.kind !== 'number' && bar.correct.length !== n) {
    const reason = `it was measured on ${counted(bar.correct.length, 'test pair')}, this run has ${n}`;
    const sentence = `${METRIC_TITLES[metric]} cannot be compared with the baseline (${bar.name}): ${reason}.`;
    return { ...common, state: 'inconclusive', sentence };
  }
  const paired = bar.kind !== 'number';
  const evidence = paired ? pairedEvidence(candidate, bar.correct) : rateEvidence(candidate, bar.errorRate);
  const { state, pValue } = judge(rule, evidence);
  const pairs = `on ${paired ? 'the same ' : ''}${counted(n, 'test pair')}`;
  const measured = `${METRIC_TITLES[metric]} is ${actual} against ${barText} of the baseline (${bar.name}) ${pairs}`;
  const sentence = `${measured}; ${findingText(rule, evidence, state, pValue)}.`;
  return { ...common, state, pValue, sentence };
}

/** The decision table of the three tests; `p < alpha` is what "beyond chance" means. */
function judge(rule: ComparisonRule, evidence: Evidence): { state: RuleState; pValue: number } {
  const { difference, pBetter, pWorse } = evidence;
  switch (rule.test) {
    case 'better': {
      const state = difference >= 0 ? 'broken' : pBetter < rule.alpha ? 'holds' : 'inconclusive';
      return { state, pValue: pBetter };
    }
    case 'not-worse':
      return { state: pWorse < rule.alpha ? 'broken' : 'holds', pValue: pWorse };
    case 'margin': {
      const pValue = evidence.pWithin(rule.margin);
      // 12 decimals: 0.18 − 0.17 is a little more than 0.01 in binary.
      const beyond = Number((difference - rule.margin).toFixed(12)) > 0;
      return { state: beyond ? 'broken' : pValue < rule.alpha ? 'holds' : 'inconclusive', pValue };
    }
  }
}
