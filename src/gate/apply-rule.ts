import type { Statistics } from '../evaluation/statistics.ts';
import { applyComparison } from './apply-comparison.ts';
import { applyCost } from './apply-cost.ts';
import { applyBound, applyPoint } from './apply-number.ts';
import { applyRetrieval, applyRetrievalComparison } from './apply-retrieval.ts';
import { type Adjusted, type Finding, settled, worst } from './finding.ts';
import type { Measured } from './measured.ts';
import type { BoundRule, ComparisonRule, PointRule, Rule } from './rule.ts';
import { sliceText } from './slice-text.ts';
import { type Subject, subjectsOf } from './subjects.ts';
import type { RuleOutcome } from './verdict.ts';

/**
 * Judges a candidate by every rule, in the order given. Where several rules test, each value of a column's by itself,
 * their p-values are adjusted for each other, and the adjusted ones decide (Holm; docs/decisions/0021-several-tests.md).
 *
 * @param statistics the tests of `evaluation/statistics.ts`
 * @throws FinetuneGateError RULE_INVALID when a rule names a baseline or a retrieval metric that is not there
 */
export function applyRules(
  rules: readonly Rule[],
  measured: Measured,
  statistics: Statistics,
): RuleOutcome[] {
  const found = rules.map(rule => findingsOf(rule, measured, statistics));
  const adjusted = adjust(found.flat(), statistics);
  return found.map(findings => {
    const judged = findings.map(finding => ({ finding, judged: finding.judge(adjusted(finding)) }));
    return worst(judged).judged.outcome();
  });
}

/** What tests nothing is judged without; its p-value is never looked at. */
function adjust(findings: readonly Finding[], { holm }: Statistics): (finding: Finding) => Adjusted {
  const tests = findings.filter(({ pValue }) => pValue !== undefined);
  const pValues = tests.length > 1 ? holm(tests.map(({ pValue }) => pValue!)) : [];
  const adjusted = new Map(tests.map((finding, i) => [finding, pValues[i] ?? finding.pValue!]));
  return finding => ({ pValue: adjusted.get(finding) ?? 1, tests: tests.length });
}

/** One finding, or one for every value of a column. */
function findingsOf(rule: Rule, measured: Measured, statistics: Statistics): Finding[] {
  switch (rule.kind) {
    case 'cost':
      return [applyCost(rule, measured.costs)];
    case 'retrieval':
      return [applyRetrieval(rule, measured.retrieval, statistics)];
    case 'retrieval-comparison':
      return [applyRetrievalComparison(rule, measured, statistics)];
    default:
      return pairFindings(rule, measured, statistics);
  }
}

type PairRule = PointRule | BoundRule | ComparisonRule;

function pairFindings(rule: PairRule, measured: Measured, statistics: Statistics): Finding[] {
  const subjects = subjectsOf(rule.slice, measured, statistics);
  if (typeof subjects === 'string') return [noPairs(rule, subjects)];
  return subjects.map(subject => pairFinding(rule, subject, measured, statistics));
}

function pairFinding(rule: PairRule, subject: Subject, measured: Measured, statistics: Statistics): Finding {
  switch (rule.kind) {
    case 'point':
      return applyPoint(rule, subject, statistics);
    case 'bound':
      return applyBound(rule, subject, statistics);
    case 'comparison':
      return applyComparison(rule, subject, measured, statistics);
  }
}

/** A slice that is misspelt must never pass, whatever inconclusive rules do. */
function noPairs({ text, slice }: PairRule, sentence: string): Finding {
  const expected = `test pairs with ${sliceText(slice)}`;
  return settled('broken', () => ({ rule: text, expected, actual: 'none', n: 0, sentence }));
}
