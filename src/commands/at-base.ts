import { join, posix } from 'node:path';
import { type ModelSource, parseSource } from '../model/sources/source.ts';
import { baseInside } from './base-folder.ts';
import { linkedPaths } from './linked-paths.ts';
import type { BaseBranch } from './policy.ts';
import { insideRoot, type Workspace } from './workspace.ts';

/** A model's source, with the folder that links in it may lead to. */
export interface PlacedSource {
  readonly source: ModelSource;
  readonly root: string;
  /** Whether the pull request changes its files. */
  readonly changed: boolean;
}

interface NamedModel {
  readonly base: string;
  readonly sha256?: string | undefined;
}

const REMOTE = /^hf:|^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * What a name of a model stands for on the base branch: a folder or an archive that the pull request changes, adds or
 * removes counts as it was there, its files exported to `into`. Without a base branch, what it stands for here.
 *
 * @throws FinetuneGateError PATH_OUTSIDE, MODEL_SOURCE_INVALID
 */
export async function sourceAtBase(
  { base, sha256 }: NamedModel,
  workspace: Workspace,
  branch: BaseBranch | undefined,
  into: string,
): Promise<PlacedSource> {
  const { root, prefix } = workspace;
  const pin = sha256 === undefined ? {} : { sha256 };
  const here = async () => ({
    source: await baseInside(workspace, { base, ...pin }),
    root,
    changed: false,
  });
  if (!branch || REMOTE.test(base)) return here();
  const name = base.replace(/#sha256=[^#]*$/, '');
  await insideRoot(root, name);
  const folder = posix.dirname(branch.configPath);
  const path = posix.join(folder, name);
  if (folder === prefix && !(await differsFrom(branch, path))) return here();
  const literal = path.replace(/[\\*?[\]{}()!+@|^$]/g, '\\$&');
  const exported = await branch.repository.exportAt(branch.commit, [literal, `${literal}/**`], into);
  const isFile = exported.includes(path);
  const source = parseSource(base, { isFolder: exported.length > 0 && !isFile, ...pin });
  return {
    source: 'path' in source ? { ...source, path: join(into, path) } : source,
    root: into,
    changed: true,
  };
}

/** Git compares a link by its name alone, so where it leads to is compared as well. */
async function differsFrom({ repository, commit }: BaseBranch, path: string): Promise<boolean> {
  for (const place of await linkedPaths(repository.root, path)) {
    if (await repository.differs(commit, place)) return true;
  }
  return false;
}
