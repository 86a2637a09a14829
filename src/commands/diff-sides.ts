import { join, posix } from 'node:path';
import { loadConfig, parseConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { FinetuneGateError } from '../errors.ts';
import { openRepository } from '../repository/open.ts';
import type { Repository } from '../repository/repository.ts';
import { exportBaseData } from './base-branch.ts';
import { movedConfig } from './moved-config.ts';
import type { BaseBranch } from './policy.ts';
import { insideRoot, type Workspace } from './workspace.ts';

/** A version of configuration and data, the files of a commit copied to a folder. */
export interface VersionAt {
  readonly name: string;
  readonly config: Config;
  /** Of the configuration, in the repository. */
  readonly configPath: string;
  /** The folder that the configuration's paths are relative to. */
  readonly root: string;
  /** That folder in the repository. */
  readonly prefix: string;
  /** Absent for the working tree. */
  readonly branch?: BaseBranch;
}

export interface VersionsRequest {
  readonly workspace: Workspace;
  /** As asked for: none, one or two refs. */
  readonly refs: readonly string[];
  /** Receives the files of commits. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The two versions that are compared: two refs; a ref and the working tree; or the working tree and where it left the
 * base branch, as `check` finds it. Each has its own configuration.
 *
 * @throws FinetuneGateError GIT_FAILED, PATH_OUTSIDE, BASE_REF_MISSING, CONFIG_*
 */
export async function openVersions(request: VersionsRequest): Promise<{ base: VersionAt; head: VersionAt }> {
  const { workspace, refs, scratch } = request;
  const [baseRef, headRef] = refs;
  const repository = await openRepository(workspace.root);
  if (!repository)
    throw new FinetuneGateError('GIT_FAILED', 'There is no git repository, so no versions to compare.');
  if (workspace.linked || (await repository.isSubmodule())) {
    const problem = 'is reached through a symbolic link or a submodule, so its versions cannot be told';
    throw new FinetuneGateError('PATH_OUTSIDE', `The configuration ${problem}.`);
  }
  const base = baseRef === undefined ? await leftAt(repository, request) : await named(repository, baseRef);
  return {
    base: await versionAt(base, repository, workspace, join(scratch, 'base'), headRef === undefined),
    head:
      headRef === undefined
        ? await workingTree(workspace)
        : await versionAt(
            await named(repository, headRef),
            repository,
            workspace,
            join(scratch, 'head'),
            false,
          ),
  };
}

interface Commit {
  readonly name: string;
  readonly commit: string;
}

async function named(repository: Repository, ref: string): Promise<Commit> {
  const commit = await repository.commit(ref);
  if (commit !== null) return { name: ref, commit };
  throw new FinetuneGateError('BASE_REF_MISSING', `${JSON.stringify(ref)} is not in this clone.`, {
    remedy: 'Fetch it (`git fetch origin NAME`), or name another branch, tag or commit.',
  });
}

/** Where HEAD left the base branch: that of the pull request's job, else the remote's default branch. */
async function leftAt(repository: Repository, { env, signal }: VersionsRequest): Promise<Commit> {
  const asked = env.GITHUB_BASE_REF;
  const usual = ['refs/remotes/origin/HEAD', 'main', 'master'];
  for (const ref of asked ? [asked] : usual) {
    if (!asked && (await repository.commit(ref)) === null) continue;
    const name = ref.replace(/^refs\/remotes\//, '');
    return { name: `merge base with ${name}`, commit: await repository.mergeBase(ref, { signal }) };
  }
  throw new FinetuneGateError('BASE_REF_MISSING', 'This clone has neither origin/HEAD nor main nor master.', {
    remedy: 'Name what to compare with: `finetune-gate data diff BASE`.',
  });
}

async function workingTree(workspace: Workspace): Promise<VersionAt> {
  const { root, prefix, configFile, configName } = workspace;
  await insideRoot(root, configName);
  const config = await loadConfig(configFile, configName);
  return { name: 'the working tree', config, configPath: posix.join(prefix, configName), root, prefix };
}

/** @param moves whether the configuration may stand elsewhere at the commit, because the working tree moved it */
async function versionAt(
  { name, commit }: Commit,
  repository: Repository,
  { prefix, configName }: Workspace,
  into: string,
  moves: boolean,
): Promise<VersionAt> {
  const here: BaseBranch = { repository, commit, configPath: posix.join(prefix, configName) };
  const text = await repository.fileAt(commit, here.configPath);
  const found =
    text === null ? (moves ? await movedConfig(here) : undefined) : { path: here.configPath, text };
  if (!found) {
    throw new FinetuneGateError('CONFIG_NOT_FOUND', `There is no ${here.configPath} at ${name}.`, {
      remedy: 'Name a version that has it, or the configuration with --config.',
    });
  }
  const config = parseConfig(found.text, `${name}:${found.path}`);
  const branch = { ...here, configPath: found.path };
  const root = await exportBaseData(branch, config, into);
  return { name, config, configPath: found.path, root, prefix: posix.dirname(found.path), branch };
}
