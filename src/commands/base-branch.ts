import { join, posix } from 'node:path';
import type { Config } from '../config/schema.ts';
import { FinetuneGateError } from '../errors.ts';
import { openRepository } from '../repository/open.ts';
import type { CheckOptions } from './check-options.ts';
import type { BaseBranch } from './policy.ts';
import type { Workspace } from './workspace.ts';

/**
 * Where the pull request left its base branch; undefined for a run without one.
 *
 * @throws FinetuneGateError GIT_FAILED, PATH_OUTSIDE, BASE_REF_MISSING, INTERRUPTED
 */
export async function findBaseBranch(
  options: Pick<CheckOptions, 'command' | 'baseRef' | 'signal'>,
  workspace: Workspace,
): Promise<BaseBranch | undefined> {
  const { command, baseRef, signal } = options;
  if (command !== 'check' || baseRef === undefined) return undefined;
  const repository = await openRepository(workspace.root);
  if (!repository) {
    throw new FinetuneGateError('GIT_FAILED', `There is no git repository, so no base branch to judge by.`);
  }
  if (workspace.linked || (await repository.isSubmodule())) {
    const problem = 'is reached through a symbolic link or a submodule, so its base branch cannot be told';
    throw new FinetuneGateError('PATH_OUTSIDE', `The configuration ${problem}.`);
  }
  const commit = await repository.mergeBase(baseRef, { signal });
  return { repository, commit, configPath: posix.join(workspace.prefix, workspace.configName) };
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
