import { join, posix } from 'node:path';
import { parseConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { FinetuneGateError, toError } from '../errors.ts';
import { providerHash } from '../model/provider/provider.ts';
import type { PolicySummary } from '../report/result.ts';
import type { Repository } from '../repository/repository.ts';
import { linkedPaths } from './linked-paths.ts';

/** What judges a run, as opposed to what is judged. A pull request must not move these. */
export interface Policy {
  readonly gate: Config['gate'];
  readonly inconclusive: Config['inconclusive'];
  readonly baseline: Config['baseline'];
  readonly budget: Config['budget'];
  readonly failOn: Config['data']['fail_on'];
  readonly threshold: Config['evaluate']['threshold'];
  readonly retrieval?: Config['evaluate']['retrieval'];
}

export interface PolicySource {
  readonly policy: Policy;
  readonly summary: PolicySummary;
  /** The configuration at the merge base, where there is one. */
  readonly base?: Config;
}

/** Where a pull request left its base branch, and the configuration's path in the repository. */
export interface BaseBranch {
  readonly repository: Repository;
  readonly commit: string;
  readonly configPath: string;
}

/** The base branch's policy on a pull request, the working tree's elsewhere or while the base branch has none. */
export async function readPolicy(head: Config, branch: BaseBranch | undefined): Promise<PolicySource> {
  const own = policyOf(head);
  if (!branch) return { policy: own, summary: { source: 'working-tree', changes: [] } };
  const { repository, commit, configPath } = branch;
  const text = await repository.fileAt(commit, configPath);
  if (text === null) {
    const note = `The base branch has no ${configPath} yet, so the rules of this pull request judge it.`;
    return { policy: own, summary: { source: 'working-tree', commit, changes: [], note } };
  }
  const base = parseBase(text, configPath);
  const policy = policyOf(base);
  const summary = { source: 'base-branch', commit, changes: changes(policy, own) } as const;
  const note = await movedBar(policy, branch, base, head);
  return { policy, base, summary: { ...summary, ...(note !== undefined && { note }) } };
}

/** The base model is the bar as the pull request has it, so a reviewer must know when it is not the same one. */
async function movedBar(
  { baseline }: Policy,
  branch: BaseBranch,
  base: Config,
  head: Config,
): Promise<string | undefined> {
  if (!baseline.includes('base-model')) return undefined;
  // What is downloaded is the same as long as its name is; a folder or an archive here must be the same file by file.
  const keys = ['sha256', 'max_length', 'precision'] as const;
  const same =
    baseIdentity(base) === baseIdentity(head) && keys.every(key => base.model[key] === head.model[key]);
  const { base: name } = head.model;
  if (same && typeof name !== 'string') return undefined;
  const path = posix.join(posix.dirname(branch.configPath), String(name).replace(/#sha256=[^#]*$/, ''));
  if (same && !(await anyDiffers(branch, path))) return undefined;
  return 'This pull request changes the base model: the baseline `base-model` is the changed one, not that of the base branch.';
}

/** What a base is, whatever it costs or is called. */
const baseIdentity = ({ model: { base } }: Config): string =>
  typeof base === 'string' ? base : providerHash(base.provider);

/** Git compares a link by its name alone, so where it leads to is compared as well. */
async function anyDiffers({ repository, commit }: BaseBranch, path: string): Promise<boolean> {
  for (const place of await linkedPaths(repository.root, path)) {
    if (await repository.differs(commit, place)) return true;
  }
  return false;
}

function parseBase(text: string, configPath: string): Config {
  try {
    return parseConfig(text, configPath);
  } catch (thrown) {
    const { message, details } = toError(thrown);
    throw new FinetuneGateError(
      'POLICY_INVALID',
      `The base branch's ${configPath} is not valid: ${message}`,
      {
        details,
        cause: thrown,
      },
    );
  }
}

/**
 * Copies the base branch's data files under `into`, to be compared with the working tree's.
 *
 * @returns the folder that the base configuration's paths are relative to
 */
export async function exportBaseData(branch: BaseBranch, base: Config, into: string): Promise<string> {
  const folder = posix.dirname(branch.configPath);
  const { train, validation, test } = base.data;
  const { queries, corpus, relevance } = base.evaluate.retrieval ?? {};
  const search = [queries, corpus, relevance].filter(path => path !== undefined);
  const patterns = [...train, ...(typeof validation === 'number' ? [] : validation), ...test, ...search];
  await branch.repository.exportAt(
    branch.commit,
    patterns.map(pattern => posix.join(folder, pattern)),
    into,
  );
  return join(into, folder);
}

function policyOf(config: Config): Policy {
  const { gate, inconclusive, baseline, budget } = config;
  return {
    gate,
    inconclusive,
    baseline,
    budget,
    failOn: config.data.fail_on,
    threshold: config.evaluate.threshold,
    retrieval: config.evaluate.retrieval,
  };
}

const KEYS: Readonly<Record<keyof Policy, string>> = {
  gate: 'gate',
  inconclusive: 'inconclusive',
  baseline: 'baseline',
  budget: 'budget',
  failOn: 'data.fail_on',
  threshold: 'evaluate.threshold',
  retrieval: 'evaluate.retrieval',
};

function changes(base: Policy, head: Policy): PolicySummary['changes'] {
  const keys = Object.keys(KEYS) as (keyof Policy)[];
  return keys
    .map(key => ({ key: KEYS[key], base: shown(base[key]), head: shown(head[key]) }))
    .filter(change => change.base !== change.head);
}

/** A key that is not set has no JSON. */
const shown = (value: Policy[keyof Policy]): string => JSON.stringify(value) ?? 'none';
