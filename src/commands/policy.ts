import type { Config } from '../config/schema.ts';
import type { PolicySummary } from '../report/result.ts';
import type { Repository } from '../repository/repository.ts';

/** What judges a run, as opposed to what is judged. A pull request must not move these. */
export interface Policy {
  readonly gate: Config['gate'];
  readonly inconclusive: Config['inconclusive'];
  readonly baseline: Config['baseline'];
  readonly budget: Config['budget'];
  readonly failOn: Config['data']['fail_on'];
  /** Keeps what nearly repeats test pairs out of training, which a pull request may do more strictly, never less. */
  readonly nearDuplicates: Config['data']['drop_near_duplicates'];
  /** The whole block, so that every key of it is the base branch's: the threshold, retrieval, slices, seeds. */
  readonly evaluate: Config['evaluate'];
  /** Where the test pairs are. A pull request's own files are read, and judged by those pairs that the base branch has. */
  readonly test: Config['data']['test'];
}

/** Where a pull request left its base branch, and the configuration's path in the repository there. */
export interface BaseBranch {
  readonly repository: Repository;
  readonly commit: string;
  readonly configPath: string;
}

export interface PolicySource {
  /** In force. */
  readonly policy: Policy;
  /** Of the working tree. */
  readonly own: Policy;
  readonly summary: PolicySummary;
  /** The configuration at the merge base, where there is one. */
  readonly base?: Config;
  /** Where there is one; `configPath` is where the base branch has the configuration. */
  readonly branch?: BaseBranch;
  /** Says so where the pull request changes the base model: the bar is the one of the base branch. */
  readonly movedBase?: string;
}

export function policyOf(config: Config): Policy {
  const { gate, inconclusive, baseline, budget, data, evaluate } = config;
  return {
    gate,
    inconclusive,
    baseline,
    budget,
    failOn: data.fail_on,
    nearDuplicates: data.drop_near_duplicates,
    evaluate,
    test: data.test,
  };
}

/** The lower of what the policy in force and the working tree ask for: the one that drops more. */
export function nearDuplicatesOf({ policy, own }: PolicySource): number | undefined {
  const asked = [policy.nearDuplicates, own.nearDuplicates].filter(one => one !== undefined);
  return asked.length > 0 ? Math.min(...asked) : undefined;
}

/** By the keys of the configuration, those of `evaluate` one by one. */
function keysOf({
  failOn,
  nearDuplicates,
  evaluate,
  test,
  ...rest
}: Policy): Readonly<Record<string, unknown>> {
  const scored = Object.entries(evaluate).map(([key, value]) => [`evaluate.${key}`, value]);
  const data = { 'data.fail_on': failOn, 'data.drop_near_duplicates': nearDuplicates };
  return { ...rest, ...data, ...Object.fromEntries(scored), 'data.test': test };
}

/** What `own` changes about `base`. */
export function policyChanges(base: Policy, own: Policy): PolicySummary['changes'] {
  const [before, after] = [keysOf(base), keysOf(own)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map(key => ({ key, base: shown(before[key]), head: shown(after[key]) }))
    .filter(change => change.base !== change.head);
}

/** A key that is not set has no JSON. */
const shown = (value: unknown): string => JSON.stringify(value) ?? 'none';
