import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { FinetuneGateError } from '../errors.ts';

/**
 * A path of the configuration as a real path inside `root`, symbolic links resolved. A path that does not exist is
 * only checked by its name: whoever opens it says that it is missing.
 *
 * @throws FinetuneGateError PATH_OUTSIDE
 */
export async function insideRoot(root: string, path: string): Promise<string> {
  const full = resolve(root, path);
  const real = await realpath(full).catch(() => full);
  const realRoot = await realpath(root);
  if (isAbsolute(path) || !(isInside(root, full) && (isInside(realRoot, real) || real === full))) {
    throw new FinetuneGateError(
      'PATH_OUTSIDE',
      `${JSON.stringify(path)} leaves the folder of the configuration.`,
    );
  }
  return full;
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
