import { FinetuneGateError } from '../errors.ts';
import { nearestName } from './nearest.ts';
import type { ComparisonRule } from './rule.ts';

/** The baseline that a rule is about: the one it names, otherwise the first. Undefined when there is none such. */
export function barOf<T extends { readonly name: string }>(
  rule: ComparisonRule,
  baselines: readonly T[],
): T | undefined {
  return rule.baseline === undefined ? baselines[0] : baselines.find(({ name }) => name === rule.baseline);
}

/** RULE_INVALID: the rule names a baseline that is not there. */
export function missingBaseline(rule: ComparisonRule, names: readonly string[]): FinetuneGateError {
  const { baseline, text } = rule;
  const near = baseline === undefined ? undefined : nearestName(baseline, names);
  const problem =
    baseline === undefined ? 'there is no baseline' : `there is no baseline called \`${baseline}\``;
  const hint = near === undefined ? '.' : `; did you mean \`${near}\`?`;
  const known = names.map(name => `\`${name}\``).join(', ');
  const remedy = `Configure it under \`baseline\`${known && `; known are ${known}`}.`;
  return new FinetuneGateError('RULE_INVALID', `Rule \`${text}\`: ${problem}${hint}`, { remedy });
}
