import { RETRIEVAL_METRICS, type RetrievalMetric, type RetrievalMetricName } from '../evaluation/types.ts';
import { parseValue } from './numbers.ts';
import type { RetrievalRule } from './rule.ts';
import { expected, parseEnd, ruleError } from './rule-error.ts';
import type { Token } from './tokens.ts';

/** Whether a rule that begins with these tokens is meant for a retrieval metric: `recall@10`, also `recall @ 10`. */
export function isRetrieval(first: Token, second: Token): boolean {
  if (first.kind !== 'word') return false;
  return first.text.includes('@') || isName(first.text, RETRIEVAL_ONLY) || second.kind === 'at';
}

/**
 * Parses `metric@k comparator number`.
 *
 * @param tokens of the whole rule, the last is `end`
 * @throws FinetuneGateError RULE_INVALID; confidence bounds and baselines too, which these metrics do not have
 */
export function parseRetrievalRule(rule: string, tokens: readonly Token[]): RetrievalRule {
  const [name, comparator, operand] = tokens as readonly [Token, Token, Token];
  const parsed = parseRetrievalMetric(name.text);
  if (!parsed) {
    const word = isName(name.text.replace(/@.*$/, ''), RETRIEVAL_METRICS)
      ? name.text.replace(/@.*$/, '')
      : 'recall';
    const names = RETRIEVAL_METRICS.map(metric => `\`${metric}@k\``).join(', ');
    const k = /@(?=[1-9])/.test(name.text) ? name.text.replace(/^.*@/, '') : '10';
    throw ruleError(
      rule,
      name,
      `\`${name.text}\` is not a metric of retrieval; did you mean \`${word}@${k}\`?`,
      `Write one of ${names}, k the number of documents that count.`,
    );
  }
  const metric = name.text as RetrievalMetricName;
  const remedy = `Write \`${metric} >= …\` or \`${metric} > …\`.`;
  if (comparator.text === '<' || comparator.text === '<=') {
    const problem = `\`${comparator.text}\` would reward a worse model, ${metric} is better when higher`;
    throw ruleError(rule, comparator, problem, remedy);
  }
  if (comparator.text !== '>=' && comparator.text !== '>')
    throw expected(rule, comparator, 'a comparator', remedy);
  if (operand.text.startsWith('baseline')) {
    throw ruleError(
      rule,
      operand,
      `\`${metric}\` cannot be compared with a baseline`,
      `Hold it against a number, e.g. \`${metric} >= 0.8\`; the report shows the base model's beside it.`,
    );
  }
  const signed = operand.kind === 'sign';
  const value = parseValue(rule, operand, signed ? tokens[3]! : operand, metric);
  const rest = tokens[signed ? 4 : 3]!;
  if (rest.kind === 'at') {
    const problem = `\`${metric}\` has no confidence bound`;
    throw ruleError(rule, rest, problem, 'Drop `@ …` at the end.');
  }
  parseEnd(rule, rest);
  return { kind: 'retrieval', text: rule, metric, comparator: comparator.text, value };
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
