import type { CostMetric, MetricName, RetrievalMetricName } from '../evaluation/types.ts';
import type { Cursor } from './cursor.ts';
import { type Comparator, lowerIsBetter } from './rule.ts';
import { expected, ruleError } from './rule-error.ts';

/** @throws FinetuneGateError RULE_INVALID; also for a comparator that would reward a worse model */
export function parseComparator(
  { rule, next }: Cursor,
  metric: MetricName | RetrievalMetricName | CostMetric,
): Comparator {
  const token = next();
  const lower = lowerIsBetter(metric);
  const [better, strictly]: Comparator[] = lower ? ['<=', '<'] : ['>=', '>'];
  if (token.text === better || token.text === strictly) return token.text as Comparator;
  const remedy = `Write \`${metric} ${better} …\` or \`${metric} ${strictly} …\`.`;
  if (['>=', '>', '<=', '<'].includes(token.text)) {
    const direction = lower ? 'lower' : 'higher';
    const problem = `\`${token.text}\` would reward a worse model, ${metric} is better when ${direction}`;
    throw ruleError(rule, token, problem, remedy);
  }
  if (token.kind === 'unknown' && token.text.startsWith('['))
    throw ruleError(rule, token, '`]` is missing after the slice', 'Write e.g. `[source=forum]`.');
  throw expected(rule, token, 'a comparator', remedy);
}
