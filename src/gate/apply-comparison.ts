import type { Evidence } from '../evaluation/evidence.ts';
import type { Statistics } from '../evaluation/statistics.ts';
import { barOf, missingBaseline } from './bar.ts';
import { expectedText, findingText } from './comparison-text.ts';
import { apart, counted, styleOf } from './format.ts';
import { type Measured, sampleOf } from './measured.ts';
import { METRIC_TITLES } from './proportion.ts';
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
  { candidate, test, baselines }: Measured,
  statistics: Statistics,
): RuleOutcome {
  const bar = barOf(rule, baselines);
  if (!bar) {
    const names = baselines.map(({ name }) => name);
    throw missingBaseline(rule, names);
  }
  if (bar.kind !== 'number' && bar.kind !== 'model') throw new Error('not built yet');
  const { metric } = rule;
  const { n } = candidate;
  const errorRate = bar.kind === 'number' ? bar.errorRate : bar.evaluation.metrics.error_rate;
  const ofBar = metric === 'error_rate' ? errorRate : 1 - errorRate;
  const [actual, barText] = apart(candidate.metrics[metric], ofBar, styleOf(metric));
  const sample = sampleOf(candidate, test);
  const common = {
    rule: rule.text,
    expected: expectedText(rule, bar.name, barText),
    actual,
    interval: statistics.interval(metric, sample, 0.95),
    n,
  };
  const paired = bar.kind !== 'number';
  const evidence = paired
    ? statistics.compare(metric, sample, sampleOf(bar.evaluation, test))
    : statistics.compareRate(sample, bar.errorRate);
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
