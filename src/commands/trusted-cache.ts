import { realpath } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import type { CheckOptions } from './check-options.ts';
import { isInside } from './model-cache-folder.ts';
import type { Workspace } from './workspace.ts';

type Asked = Pick<CheckOptions, 'baseRef' | 'foreign' | 'directory' | 'cacheDir' | 'log'>;

/**
 * The options of a run on a pull request without a folder of kept embeddings that lies in the checkout: what is kept is
 * believed, so a file there could say of each test pair what would be decided rightly.
 */
export async function trustedCache<T extends Asked>(
  options: T,
  { root, prefix }: Pick<Workspace, 'root' | 'prefix'>,
): Promise<T> {
  const { baseRef, foreign, directory, cacheDir, log } = options;
  if (cacheDir === undefined || (baseRef === undefined && !foreign)) return options;
  const top = resolve(root, posix.relative(prefix, '.'));
  const folder = resolve(directory, cacheDir);
  const real = await realpath(folder).catch(() => folder);
  const untrusted = [top, await realpath(top).catch(() => top)];
  const comesWith = (path: string) =>
    untrusted.some(one => isInside(one, path) && !isInside(join(one, '.git'), path));
  if (!comesWith(folder) && !comesWith(real)) return options;
  log(
    'The folder of kept embeddings is in the checkout, where a pull request could put any: it is not used. Name one outside.',
  );
  const { cacheDir: _, ...rest } = options;
  return rest as T;
}
