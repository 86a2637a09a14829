import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { openRepository } from '../repository/open.ts';

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

/** Where a run happens. */
export interface Workspace {
  readonly configFile: string;
  readonly configName: string;
  /** The configuration's folder: its paths are relative to it. */
  readonly root: string;
  /** That folder in the repository, with forward slashes; `.` at the top, or where there is no repository. */
  readonly prefix: string;
  /** Whether a symbolic link stands between the repository's top and that folder: git knows it by another name. */
  readonly linked: boolean;
}

export async function openWorkspace(directory: string, config: string): Promise<Workspace> {
  const configFile = resolve(directory, config);
  const root = dirname(configFile);
  return { configFile, configName: basename(configFile), root, ...(await inGit(root)) };
}

async function inGit(root: string): Promise<Pick<Workspace, 'prefix' | 'linked'>> {
  // Without git or a folder there is no prefix; whoever needs either says so better than this could.
  const repository = await openRepository(root).catch(() => null);
  if (!repository) return { prefix: '.', linked: false };
  const way = relative(repository.root, await realpath(root));
  const top = way === '' ? root : root.slice(0, -(way.length + 1));
  const linked = join(top, way) !== root || (await realpath(top).catch(() => '')) !== repository.root;
  return { prefix: way.split(sep).join('/') || '.', linked };
}

/** The same error with its place relative to the repository, as annotations want it. */
export function inRepository(
  error: FinetuneGateError,
  { prefix, root }: Pick<Workspace, 'prefix' | 'root'>,
): FinetuneGateError {
  const { code, message, place, remedy, details, cause } = error;
  if (!place) return error;
  const file = isAbsolute(place.file) ? relative(root, place.file).split(sep).join('/') : place.file;
  // What is elsewhere, such as a downloaded model, has no other name.
  if (isAbsolute(place.file) && !isInside(root, place.file)) return error;
  const moved = { ...place, file: posix.join(prefix, file) };
  return new FinetuneGateError(code, message, { place: moved, remedy, details, cause });
}
