import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Links followed at most: a model is read from fewer files. */
const MOST = 1000;

/**
 * A path of a repository, and every other one that its content really lies at, by symbolic links at it, above it or
 * below it. Paths are relative to `root`, with forward slashes; what leads out of it is left out.
 */
export async function linkedPaths(root: string, path: string): Promise<string[]> {
  const found = new Set([path]);
  for (const next of found) {
    for (const full of [join(root, next), ...(await linksBelow(join(root, next)))]) {
      const real = await realpath(full).catch(() => undefined);
      const way = real === undefined ? '..' : relative(root, real).split(sep).join('/');
      if (found.size < MOST && way !== '' && way !== '..' && !way.startsWith('../')) found.add(way);
    }
  }
  return [...found];
}

async function linksBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter(entry => entry.isSymbolicLink()).map(entry => join(entry.parentPath, entry.name));
}
