import type { MetricName, RetrievalMetricName } from '../evaluation/types.ts';
import type { Cursor } from './cursor.ts';
import { parseLevel, parseMargin } from './numbers.ts';
import { ALPHA, BASE_BRANCH, type BaselineTest, type Comparator } from './rule.ts';
import { expected, parseEnd, ruleError } from './rule-error.ts';

/**
 * Parses `baseline[.NAME] [(+|-) margin] [@ level]` to the end of the rule; `base branch` is `baseline.base-branch`.
 * Undefined where no baseline comes next.
 *
 * @throws FinetuneGateError RULE_INVALID
 */
export function parseBaselineTest(
  cursor: Cursor,
  metric: MetricName | RetrievalMetricName,
  comparator: Comparator,
): BaselineTest | undefined {
  const named = parseBaseline(cursor);
  if (!named) return undefined;
  const margin = parseMargin(cursor, metric);
  const level = parseLevel(cursor);
  parseEnd(cursor);
  const strict = comparator === '<' || comparator === '>';
  const test = margin !== 0 ? 'margin' : strict ? 'better' : 'not-worse';
  // 1 − 0.95 is not 0.05 in binary; the p-value is held against the decimal.
  const alpha = level === undefined ? ALPHA : Number((1 - level).toPrecision(12));
  return { ...named, test, margin, alpha };
}

function parseBaseline({ rule, peek, next }: Cursor): Pick<BaselineTest, 'baseline'> | undefined {
  const token = peek();
  if (token.text === 'base') {
    next();
    const second = next();
    const remedy = 'Write `base branch`, or `baseline.NAME` for another one.';
    if (second.text !== 'branch') throw expected(rule, second, '`branch`', remedy);
    return { baseline: BASE_BRANCH };
  }
  const bar = /^baseline(?:\."?(.*?)"?)?$/.exec(token.text);
  if (!bar) return undefined;
  next();
  if (bar[1] === '') throw ruleError(rule, token, 'the baseline has an empty name', 'Write `baseline.NAME`.');
  return bar[1] === undefined ? {} : { baseline: bar[1] };
}
