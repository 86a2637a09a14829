import { COST_METRICS, METRICS, type MetricName } from '../evaluation/types.ts';
import { parseBaselineTest } from './baseline-test.ts';
import { parseComparator } from './comparator.ts';
import { parseCostRule } from './cost-rule.ts';
import { openRule } from './cursor.ts';
import { nearestName } from './nearest.ts';
import { parseLevel, parseValue } from './numbers.ts';
import { isRetrieval, parseRetrievalRule } from './retrieval-rule.ts';
import { isCost, isMetric, type Rule } from './rule.ts';
import { expected, parseEnd } from './rule-error.ts';
import { parseSlice } from './slice.ts';
import type { Token } from './tokens.ts';

/**
 * Parses a rule:
 *
 *     metric [slice] comparator number [@ level]
 *     metric [slice] comparator baseline[.NAME] [(+|-) margin] [@ level]
 *     metric@k comparator number [@ level]
 *     metric@k comparator baseline[.NAME] [(+|-) margin] [@ level]
 *     cost comparator number[unit]
 *
 * A slice is `[column=value, …]`. Numbers are plain or in percent (`0.9`, `90%`); a NAME with other characters than
 * letters, digits, `_`, `-` and `.` stands in double quotes, and `base branch` is `baseline.base-branch`. A comparator
 * that would reward a worse model is refused. docs/rules.md says what each form means.
 *
 * @throws FinetuneGateError RULE_INVALID with the token, its position and what to write instead
 */
export function parseRule(rule: string): Rule {
  const cursor = openRule(rule);
  const { rule: text, peek, next } = cursor;
  const first = next();
  if (isRetrieval(first, peek())) return parseRetrievalRule(cursor, first);
  if (isCost(first.text)) return parseCostRule(cursor, first.text);
  const metric = parseMetric(text, first);
  const slice = peek().kind === 'slice' ? parseSlice(text, next()) : [];
  const comparator = parseComparator(cursor, metric);
  const about = { text, metric, slice, comparator };
  const test = parseBaselineTest(cursor, metric, comparator);
  if (test) return { kind: 'comparison', ...about, ...test };
  const value = parseValue(cursor, metric);
  const level = parseLevel(cursor);
  parseEnd(cursor);
  return level === undefined ? { kind: 'point', ...about, value } : { kind: 'bound', ...about, value, level };
}

function parseMetric(rule: string, token: Token): MetricName {
  if (token.kind === 'word' && isMetric(token.text)) return token.text;
  const near = token.kind === 'word' ? nearestName(token.text, [...METRICS, ...COST_METRICS]) : undefined;
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  const remedy = `Start the rule with one of ${list(METRICS)}, with a metric of retrieval such as \`recall@10\`, or with a cost: ${list(COST_METRICS)}.`;
  throw expected(rule, token, `a metric${hint}`, remedy);
}

function list(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ');
}
