import { FinetuneGateError } from '../errors.ts';
import { nearestName } from './nearest.ts';
import { BASE_BRANCH, type BaselineTest } from './rule.ts';

type ComparingRule = BaselineTest & { readonly text: string };

/**
 * The baseline that a rule is about: the one it names, otherwise the first.
 *
 * @throws FinetuneGateError RULE_INVALID when there is none such
 */
export function barOf<T extends { readonly name: string }>(rule: ComparingRule, baselines: readonly T[]): T {
  const { baseline } = rule;
  const bar = baseline === undefined ? baselines[0] : baselines.find(({ name }) => name === baseline);
  if (bar) return bar;
  const names = baselines.map(({ name }) => name);
  throw missingBaseline(rule, names);
}

function missingBaseline({ baseline, text }: ComparingRule, names: readonly string[]): FinetuneGateError {
  const near = baseline === undefined ? undefined : nearestName(baseline, names);
  const problem =
    baseline === undefined
      ? 'there is no baseline'
      : baseline === BASE_BRANCH
        ? 'the base branch is not among the baselines'
        : `there is no baseline called \`${baseline}\``;
  const hint = near === undefined ? '.' : `; did you mean \`${near}\`?`;
  const known = names.map(name => `\`${name}\``).join(', ');
  const remedy = `Configure it under \`baseline\`${known && `; known are ${known}`}.`;
  return new FinetuneGateError('RULE_INVALID', `Rule \`${text}\`: ${problem}${hint}`, { remedy });
}

/** RULE_INVALID: what the baseline is made of can never answer this rule. */
export function wrongBaseline({ text }: ComparingRule, problem: string, remedy: string): FinetuneGateError {
  return new FinetuneGateError('RULE_INVALID', `Rule \`${text}\`: ${problem}.`, { remedy });
}
