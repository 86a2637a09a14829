import type { Statistics } from '../evaluation/statistics.ts';
import type { Baseline, Evaluation, RetrievalScores } from '../evaluation/types.ts';
import { applyComparison } from './apply-comparison.ts';
import { applyBound, applyPoint } from './apply-number.ts';
import { applyRetrieval } from './apply-retrieval.ts';
import type { Rule } from './rule.ts';
import type { RuleOutcome } from './verdict.ts';

/**
 * Judges a candidate by one rule.
 *
 * @param baselines the first is the bar of `… < baseline`
 * @param statistics the tests of `evaluation/statistics.ts`
 * @param retrieval the candidate's, where the configuration has `evaluate.retrieval`
 * @throws FinetuneGateError RULE_INVALID when the rule names a baseline or a retrieval metric that is not there
 */
export function applyRule(
  rule: Rule,
  candidate: Evaluation,
  baselines: readonly Baseline[],
  statistics: Statistics,
  retrieval?: RetrievalScores,
): RuleOutcome {
  switch (rule.kind) {
    case 'point':
      return applyPoint(rule, candidate, statistics);
    case 'bound':
      return applyBound(rule, candidate, statistics);
    case 'comparison':
      return applyComparison(rule, candidate, baselines, statistics);
    case 'retrieval':
      return applyRetrieval(rule, retrieval);
  }
}
