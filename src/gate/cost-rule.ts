import type { CostMetric } from '../evaluation/types.ts';
import { parseComparator } from './comparator.ts';
import type { Cursor } from './cursor.ts';
import { nearestName } from './nearest.ts';
import type { CostRule } from './rule.ts';
import { expected, parseEnd, ruleError } from './rule-error.ts';
import type { Token } from './tokens.ts';
import { plainUnit, UNITS, type Unit } from './units.ts';

/**
 * Parses `model_bytes <= 500MB` from after the metric on.
 *
 * @throws FinetuneGateError RULE_INVALID; also for slices, baselines and confidence bounds, which a cost has not
 */
export function parseCostRule(cursor: Cursor, metric: CostMetric): CostRule {
  const { rule, peek, next } = cursor;
  if (peek().kind === 'slice') {
    const problem = `\`${metric}\` is of the whole run and has no slices`;
    throw ruleError(rule, peek(), problem, `Drop \`${peek().text}\`.`);
  }
  const comparator = parseComparator(cursor, metric);
  const operand = next();
  if (/^base(line\b.*)?$/.test(operand.text)) {
    const problem = `\`${metric}\` cannot be compared with a baseline`;
    throw ruleError(rule, operand, problem, `Hold it against a number, e.g. \`${example(metric)}\`.`);
  }
  const { digits, unit } = parseQuantity(cursor, operand, metric);
  if (peek().kind === 'at') {
    const problem = `\`${metric}\` is known exactly and has no confidence bound`;
    throw ruleError(rule, peek(), problem, 'Drop `@ …` at the end.');
  }
  parseEnd(cursor);
  // 15 digits: 0.1 MB must not be a little more than 100 000 bytes.
  const value = Number((Number(digits) * unit.size).toPrecision(15));
  return { kind: 'cost', text: rule, metric, comparator, value, unit };
}

/** `500MB`, `500 MB` or a plain number. */
function parseQuantity({ rule, peek, next }: Cursor, token: Token, metric: CostMetric) {
  const remedy = `Write e.g. \`${example(metric)}\`.`;
  const [, digits, joined] = /^([\d.]+(?:e[+-]?\d+)?)([a-z]*)$/i.exec(token.text) ?? [];
  if ((token.kind !== 'number' && token.kind !== 'quantity') || digits === undefined)
    throw expected(rule, token, 'a number', remedy);
  if (joined !== '') return { digits, unit: unitOf(rule, at(token, digits.length, joined!), metric) };
  if (peek().kind !== 'word') return { digits, unit: plainUnit(metric) };
  return { digits, unit: unitOf(rule, next(), metric) };
}

const at = (token: Token, offset: number, text: string): Token => ({
  ...token,
  text,
  position: token.position + offset,
});

function unitOf(rule: string, token: Token, metric: CostMetric): Unit {
  const units = UNITS[metric];
  const found = units.find(({ name }) => name === token.text);
  if (found) return found;
  const names = units.map(({ name }) => name);
  const near = nearestName(token.text, names);
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  const remedy =
    names.length === 0
      ? 'Write the number alone.'
      : `Write one of ${names.map(name => `\`${name}\``).join(', ')}, or the number alone.`;
  throw ruleError(rule, token, `\`${token.text}\` is not a unit of \`${metric}\`${hint}`, remedy);
}

const EXAMPLES: Readonly<Record<CostMetric, string>> = {
  dimensions: '256',
  parameters: '30M',
  model_bytes: '500MB',
  gpu_minutes: '15',
  wall_minutes: '30',
  tokens_encoded: '2M',
  provider_tokens: '2M',
  provider_cost: '1.50',
};

const example = (metric: CostMetric): string => `${metric} <= ${EXAMPLES[metric]}`;
