import type { MetricName, RetrievalMetricName } from '../evaluation/types.ts';
import type { Cursor } from './cursor.ts';
import { nearestName } from './nearest.ts';
import { lowerIsBetter } from './rule.ts';
import { expected, ruleError } from './rule-error.ts';
import type { Token } from './tokens.ts';

/** `0.9`, `.9`, `90%`, `90 %`, exactly as the decimal says. */
function toNumber(token: Token): number {
  const percent = /^(.*?)\s*%$/.exec(token.text);
  // Shifting the exponent, unlike dividing by 100, rounds once: 14.5 % is the double nearest to 0.145.
  return percent ? shift(percent[1]!, -2) : Number(token.text);
}

function shift(digits: string, by: number): number {
  const [mantissa, exponent = '0'] = digits.toLowerCase().split('e');
  return Number(`${mantissa}e${Number(exponent) + by}`);
}

/** What stands in a rule's place for a baseline, by how people call it. */
const BASELINES: Readonly<Record<string, string>> = {
  baseline: 'baseline',
  'base branch': 'base branch',
  'base-model': 'baseline.base-model',
  record: 'baseline.record',
};

/** The value that a metric is held against, with its sign. */
export function parseValue({ rule, next }: Cursor, metric: MetricName | RetrievalMetricName): number {
  const first = next();
  const token = first.kind === 'sign' ? next() : first;
  if (token.kind !== 'number') {
    const near = token.kind === 'word' ? nearestName(token.text, Object.keys(BASELINES)) : undefined;
    const hint = near === undefined ? '' : `; did you mean \`${BASELINES[near]}\`?`;
    const remedy = 'Write e.g. `0.90`, `90%` or `baseline`.';
    throw expected(rule, token, `a number or \`baseline\`${hint}`, remedy);
  }
  const value = (first.kind === 'sign' && first.text !== '+' ? -1 : 1) * toNumber(token);
  const low = metric === 'matthews_correlation' ? -1 : 0;
  if (value >= low && value <= 1) return value;
  const percent = value > 1 && value <= 100 && !token.text.endsWith('%');
  throw ruleError(
    rule,
    token,
    `${value} is outside ${low} to 1`,
    percent
      ? `Write \`${token.text}%\` or \`${shift(token.text, -2)}\`.`
      : `Write a number from ${low} to 1.`,
  );
}

/**
 * The margin after a baseline, if there is one: how much worse the candidate may be, in the metric's own unit; negative
 * where it must be better by that much.
 */
export function parseMargin({ rule, peek, next }: Cursor, metric: MetricName | RetrievalMetricName): number {
  if (peek().kind !== 'sign') return 0;
  const sign = next();
  const token = next();
  if (token.kind !== 'number') throw expected(rule, token, 'a margin', 'Write e.g. `+ 0.01` or `+ 1%`.');
  const size = toNumber(token);
  if (size >= 1) {
    const remedy = token.text.endsWith('%')
      ? 'Write a margin below 100%.'
      : `Write \`${token.text}%\` for percentage points.`;
    throw ruleError(rule, token, `a margin of ${token.text} is outside 0 to 1`, remedy);
  }
  // Adding 0 keeps −0 out.
  return ((sign.text === '+') === lowerIsBetter(metric) ? size : -size) + 0;
}

/** A confidence level such as `@ 95%`, if there is one. */
export function parseLevel({ rule, peek, next }: Cursor): number | undefined {
  if (peek().kind !== 'at') return undefined;
  const at = next();
  const token = next();
  if (token.kind !== 'number')
    throw expected(rule, token.kind === 'end' ? at : token, 'a confidence level', 'Write e.g. `@ 95%`.');
  const level = toNumber(token);
  if (level >= 0.5 && level < 1) return level;
  throw ruleError(
    rule,
    token,
    `a confidence level of ${token.text} is outside 50% to 100%`,
    level > 1 && level < 100 ? `Write \`@ ${token.text}%\`.` : 'Write e.g. `@ 95%`.',
  );
}
