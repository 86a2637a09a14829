import { METRICS, type MetricName } from '../evaluation/types.ts';
import { nearestName } from './nearest.ts';
import { parseLevel, parseMargin, parseValue } from './numbers.ts';
import { isRetrieval, parseRetrievalRule } from './retrieval-rule.ts';
import {
  ALPHA,
  type Comparator,
  type ComparisonRule,
  isComparable,
  isMetric,
  isProportion,
  lowerIsBetter,
  PROPORTION_METRICS,
  type Rule,
} from './rule.ts';
import { expected, parseEnd, ruleError } from './rule-error.ts';
import { type Token, tokenize } from './tokens.ts';

/**
 * Parses a rule:
 *
 *     metric comparator number [@ level]
 *     metric@k comparator number
 *     metric comparator baseline[.NAME] [(+|-) margin] [@ level]
 *
 * Numbers are plain or in percent (`0.9`, `90%`); a NAME with other characters than letters, digits, `_`, `-` and `.`
 * stands in double quotes. A comparator that would reward a worse model is refused.
 *
 * @throws FinetuneGateError RULE_INVALID with the token, its position and what to write instead
 */
export function parseRule(text: string): Rule {
  const rule = text.trim();
  const tokens = tokenize(rule);
  const end = tokens[tokens.length - 1]!;
  const next = () => tokens.shift() ?? end;
  const peek = () => tokens[0] ?? end;

  const first = next();
  if (isRetrieval(first, peek())) return parseRetrievalRule(rule, [first, ...tokens]);
  const metric = parseMetric(rule, first);
  const comparator = parseComparator(rule, next(), metric);
  const operand = next();
  const bar = /^baseline(?:\."?(.*?)"?)?$/.exec(operand.text);
  if (bar) {
    const test = startComparison(rule, operand, metric, comparator, bar[1]);
    const margin = peek().kind === 'sign' ? parseMargin(rule, next(), next(), metric) : 0;
    const level = peek().kind === 'at' ? parseLevel(rule, next(), next()) : undefined;
    parseEnd(rule, next());
    return finishComparison(test, margin, level);
  }
  const value = parseValue(rule, operand, operand.kind === 'sign' ? next() : operand, metric);
  if (peek().kind !== 'at') {
    parseEnd(rule, next());
    return { kind: 'point', text: rule, metric, comparator, value };
  }
  const at = next();
  if (!isProportion(metric)) {
    const problem = `\`${metric}\` has no binomial interval, so it has no confidence bound`;
    throw ruleError(rule, at, problem, `Drop \`@ …\`, or bound one of ${list(PROPORTION_METRICS)}.`);
  }
  const level = parseLevel(rule, at, next());
  parseEnd(rule, next());
  return { kind: 'bound', text: rule, metric, comparator, value, level };
}

function parseMetric(rule: string, token: Token): MetricName {
  if (token.kind === 'word' && isMetric(token.text)) return token.text;
  const near = token.kind === 'word' ? nearestName(token.text, METRICS) : undefined;
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  throw expected(rule, token, `a metric${hint}`, `Start the rule with one of ${list(METRICS)}.`);
}

function parseComparator(rule: string, token: Token, metric: MetricName): Comparator {
  const [better, strictly]: Comparator[] = lowerIsBetter(metric) ? ['<=', '<'] : ['>=', '>'];
  if (token.text === better || token.text === strictly) return token.text as Comparator;
  const remedy = `Write \`${metric} ${better} …\` or \`${metric} ${strictly} …\`.`;
  if (['>=', '>', '<=', '<'].includes(token.text)) {
    const direction = lowerIsBetter(metric) ? 'lower' : 'higher';
    const problem = `\`${token.text}\` would reward a worse model, ${metric} is better when ${direction}`;
    throw ruleError(rule, token, problem, remedy);
  }
  throw expected(rule, token, 'a comparator', remedy);
}

type OpenComparison = Omit<ComparisonRule, 'test' | 'margin' | 'alpha'>;

function startComparison(
  rule: string,
  token: Token,
  metric: MetricName,
  comparator: Comparator,
  baseline: string | undefined,
): OpenComparison {
  if (!isComparable(metric)) {
    throw ruleError(
      rule,
      token,
      `\`${metric}\` cannot be compared with a baseline pair by pair`,
      'Compare `error_rate` or `accuracy` with the baseline, or hold the metric against a number.',
    );
  }
  if (baseline === '')
    throw ruleError(rule, token, 'the baseline has an empty name', 'Write `baseline.NAME`.');
  return { kind: 'comparison', text: rule, metric, comparator, ...(baseline !== undefined && { baseline }) };
}

function finishComparison(open: OpenComparison, margin: number, level: number | undefined): ComparisonRule {
  const strict = open.comparator === '<' || open.comparator === '>';
  const test = margin !== 0 ? 'margin' : strict ? 'better' : 'not-worse';
  // 1 − 0.95 is not 0.05 in binary; the p-value is held against the decimal.
  return { ...open, test, margin, alpha: level === undefined ? ALPHA : Number((1 - level).toPrecision(12)) };
}

function list(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ');
}
