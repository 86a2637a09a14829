import { RETRIEVAL_METRICS, type RetrievalMetric, type RetrievalMetricName } from '../evaluation/types.ts';
import { parseBaselineTest } from './baseline-test.ts';
import { parseComparator } from './comparator.ts';
import type { Cursor } from './cursor.ts';
import { parseLevel, parseValue } from './numbers.ts';
import type { RetrievalComparisonRule, RetrievalRule } from './rule.ts';
import { parseEnd, ruleError } from './rule-error.ts';
import type { Token } from './tokens.ts';

/** Whether a rule that begins with these tokens is meant for a retrieval metric: `recall@10`, also `recall @ 10`. */
export function isRetrieval(first: Token, second: Token): boolean {
  if (first.kind !== 'word') return false;
  return first.text.includes('@') || isName(first.text, RETRIEVAL_ONLY) || second.kind === 'at';
}

/**
 * Parses `metric@k comparator …`, as rules on pairs but for slices.
 *
 * @param name the first token, already taken
 * @throws FinetuneGateError RULE_INVALID
 */
export function parseRetrievalRule(cursor: Cursor, name: Token): RetrievalRule | RetrievalComparisonRule {
  const { rule: text, peek } = cursor;
  const metric = parseName(text, name);
  if (peek().kind === 'slice') {
    const problem = `\`${metric}\` is of queries, which have no slices`;
    throw ruleError(text, peek(), problem, `Drop \`${peek().text}\`.`);
  }
  const comparator = parseComparator(cursor, metric);
  const test = parseBaselineTest(cursor, metric, comparator);
  if (test) return { kind: 'retrieval-comparison', text, metric, comparator, ...test };
  const value = parseValue(cursor, metric);
  const level = parseLevel(cursor);
  parseEnd(cursor);
  return { kind: 'retrieval', text, metric, comparator, value, ...(level !== undefined && { level }) };
}

function parseName(rule: string, name: Token): RetrievalMetricName {
  if (parseRetrievalMetric(name.text)) return name.text as RetrievalMetricName;
  const before = name.text.replace(/@.*$/, '');
  const word = isName(before, RETRIEVAL_METRICS) ? before : 'recall';
  const names = RETRIEVAL_METRICS.map(metric => `\`${metric}@k\``).join(', ');
  const k = /@(?=[1-9])/.test(name.text) ? name.text.replace(/^.*@/, '') : '10';
  throw ruleError(
    rule,
    name,
    `\`${name.text}\` is not a metric of retrieval; did you mean \`${word}@${k}\`?`,
    `Write one of ${names}, k the number of documents that count.`,
  );
}

/** Those that pairs are not scored by. */
const RETRIEVAL_ONLY = ['mrr', 'ndcg', 'map'] as const;

const isName = (text: string, names: readonly string[]): boolean => names.includes(text);

/** `ndcg@10` → its parts; undefined for anything that is no such name. */
export function parseRetrievalMetric(name: string): { metric: RetrievalMetric; k: number } | undefined {
  const [, word, digits] = /^([a-z]+)@([1-9]\d*)$/.exec(name) ?? [];
  const metric = RETRIEVAL_METRICS.find(known => known === word);
  return metric && { metric, k: Number(digits) };
}
