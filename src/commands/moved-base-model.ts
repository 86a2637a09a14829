import { posix } from 'node:path';
import type { Config } from '../config/schema.ts';
import { providerHash } from '../model/provider/provider.ts';
import { linkedPaths } from './linked-paths.ts';
import type { BaseBranch } from './policy.ts';

/**
 * That the base model is not the one of the base branch, which is the bar; undefined where it is the same.
 *
 * @param head the pull request's configuration and its folder in the repository
 */
export async function baseModelMoved(
  branch: BaseBranch,
  base: Config,
  head: { readonly config: Config; readonly folder: string },
): Promise<string | undefined> {
  const { model } = head.config;
  const keys = ['sha256', 'max_length', 'precision'] as const;
  const same = identity(base) === identity(head.config) && keys.every(key => base.model[key] === model[key]);
  // What is downloaded is the same as long as its name is; a folder or an archive here must be the same file by file.
  const name = typeof model.base === 'string' ? model.base.replace(/#sha256=[^#]*$/, '') : undefined;
  if (same && name === undefined) return undefined;
  const paths = [head.folder, posix.dirname(branch.configPath)].map(folder => posix.join(folder, name ?? ''));
  if (same && !(await anyDiffers(branch, [...new Set(paths)]))) return undefined;
  return 'This pull request changes the base model; the baseline `base-model` is the one of the base branch.';
}

/** What a base is, whatever it costs or is called. */
const identity = ({ model: { base } }: Config): string =>
  typeof base === 'string' ? base : providerHash(base.provider);

/** Git compares a link by its name alone, so where it leads to is compared as well. */
async function anyDiffers({ repository, commit }: BaseBranch, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    for (const place of await linkedPaths(repository.root, path)) {
      if (await repository.differs(commit, place)) return true;
    }
  }
  return false;
}
