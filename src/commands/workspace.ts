import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { FinetuneGateError } from '../errors.ts';

/**
 * A path of the configuration as a full path inside `root`, symbolic links resolved as far as the path exists.
 *
 * @throws FinetuneGateError PATH_OUTSIDE
 */
export async function insideRoot(root: string, path: string): Promise<string> {
  const full = resolve(root, path);
  const inside = isInside(root, full) && isInside(await realpath(root), await realpathOfExisting(full));
  if (isAbsolute(path) || !inside) {
    throw new FinetuneGateError(
      'PATH_OUTSIDE',
      `${JSON.stringify(path)} leaves the folder of the configuration.`,
    );
  }
  return full;
}

/** The real path of the deepest folder of `path` that exists: where anything below it would really be. */
async function realpathOfExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : realpathOfExisting(parent);
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Where a run happens: the configuration, the folder its paths are relative to, and that folder in the repository. */
export interface Workspace {
  readonly configFile: string;
  readonly root: string;
}

export function openWorkspace(directory: string, config: string): Workspace {
  const configFile = resolve(directory, config);
  return { configFile, root: dirname(configFile) };
}

/** `path` relative to the repository, with forward slashes, as git and annotations want it. */
export async function repositoryPath(repositoryRoot: string, path: string): Promise<string> {
  const real = join(await realpath(dirname(path)), path.slice(dirname(path).length + 1));
  return relative(repositoryRoot, real).split(sep).join('/');
}
