import { posix } from 'node:path';
import { parseConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { FinetuneGateError, toError } from '../errors.ts';
import type { PolicySummary } from '../report/result.ts';
import { baseModelMoved } from './moved-base-model.ts';
import { movedConfig } from './moved-config.ts';
import { type BaseBranch, type PolicySource, policyChanges, policyOf } from './policy.ts';

/**
 * The base branch's policy on a pull request; the working tree's elsewhere, while the base branch has none, and where
 * the workflow accepts the change.
 *
 * @throws FinetuneGateError POLICY_INVALID
 */
export async function readPolicy(
  head: Config,
  branch: BaseBranch | undefined,
  accepted = false,
): Promise<PolicySource> {
  const own = policyOf(head);
  if (!branch) return { policy: own, own, summary: { source: 'working-tree', changes: [] } };
  const { commit } = branch;
  const found = await configAtBase(branch, accepted);
  if ('note' in found) {
    const summary: PolicySummary = { source: 'working-tree', commit, changes: [], note: found.note };
    return { policy: own, own, branch, summary: { ...summary, ...(accepted && { accepted }) } };
  }
  const { config: base, path } = found;
  const there = { ...branch, configPath: path };
  const changes = policyChanges(policyOf(base), own);
  const moved =
    path === branch.configPath
      ? []
      : [`This pull request moves the configuration; the base branch has it at ${path}.`];
  if (accepted) {
    const summary = { source: 'working-tree', commit, changes, accepted, ...noteOf(moved) } as const;
    return { policy: own, own, base, branch: there, summary };
  }
  const policy = policyOf(base);
  const movedBase = policy.baseline.includes('base-model')
    ? await baseModelMoved(there, base, { config: head, folder: posix.dirname(branch.configPath) })
    : undefined;
  const notes = movedBase === undefined ? moved : [movedBase, ...moved];
  const summary = { source: 'base-branch', commit, changes, ...noteOf(notes) } as const;
  return { policy, own, base, branch: there, summary, ...(movedBase !== undefined && { movedBase }) };
}

const noteOf = (notes: readonly string[]): { note?: string } =>
  notes.length > 0 ? { note: notes.join(' ') } : {};

/** The configuration at the merge base, where the pull request has it or had it; or why there is none that counts. */
async function configAtBase(
  branch: BaseBranch,
  accepted: boolean,
): Promise<{ readonly config: Config; readonly path: string } | { readonly note: string }> {
  const { repository, commit, configPath } = branch;
  try {
    const here = await repository.fileAt(commit, configPath);
    if (here !== null) return { config: parseBase(here, configPath), path: configPath };
    const moved = await movedConfig(branch);
    if (moved) return { config: parseBase(moved.text, moved.path), path: moved.path };
  } catch (thrown) {
    const { code, message } = toError(thrown);
    if (!accepted || code !== 'POLICY_INVALID') throw thrown;
    return { note: `${message} The rules of this pull request judge it, as the workflow accepts.` };
  }
  return { note: `The base branch has no ${configPath} yet, so the rules of this pull request judge it.` };
}

function parseBase(text: string, configPath: string): Config {
  try {
    return parseConfig(text, configPath);
  } catch (thrown) {
    const { message, details } = toError(thrown);
    throw new FinetuneGateError(
      'POLICY_INVALID',
      `The base branch's ${configPath} is not valid: ${message}`,
      { details, cause: thrown },
    );
  }
}
