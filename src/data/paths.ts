import { type Dirent, readdir } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, posix, relative, sep, win32 } from 'node:path';
import { type GlobOptions, glob, isDynamicPattern } from 'tinyglobby';
import { FinetuneGateError } from '../errors.ts';
import { throwIfAborted } from './interrupt.ts';
import { quote } from './quote.ts';

export interface DataFile {
  /** Where the file is, symbolic links resolved. */
  readonly path: string;
  /** Relative to the root, with forward slashes. */
  readonly shown: string;
}

/**
 * The files that paths and globs name, sorted by name, each once. A path that is there as written is no glob.
 * Throws PATH_OUTSIDE when a path or a link leaves `root`, DATA_NOT_FOUND with every path that names no file.
 */
export async function resolveFiles(
  patterns: readonly string[],
  root: string,
  signal?: AbortSignal,
): Promise<DataFile[]> {
  const realRoot = await realpath(root).catch(() => root);
  const files = new Map<string, DataFile>();
  const missing: string[] = [];
  for (const pattern of patterns) {
    const found = await expand(insidePattern(pattern), root, signal);
    throwIfAborted(signal);
    const regular = [];
    for (const shown of found) {
      const file = await resolveFile(shown, root, realRoot);
      if (file) regular.push(file);
    }
    if (regular.length === 0) missing.push(quote(pattern));
    for (const file of regular) {
      const known = files.get(file.path);
      if (!known || file.shown < known.shown) files.set(file.path, file);
    }
  }
  if (missing.length > 0) {
    throw new FinetuneGateError('DATA_NOT_FOUND', `No file matches ${missing.join(', ')}.`, {
      details: missing,
    });
  }
  return [...files.values()].sort((a, b) => (a.shown < b.shown ? -1 : 1));
}

function insidePattern(pattern: string): string {
  const path = posix.normalize(pattern);
  if (!isAbsolute(pattern) && !win32.isAbsolute(pattern) && !path.split('/').includes('..')) return path;
  throw outside(pattern);
}

async function expand(pattern: string, root: string, signal: AbortSignal | undefined): Promise<string[]> {
  const literal = await stat(join(root, pattern)).catch(() => undefined);
  if (literal?.isFile() || !isDynamicPattern(pattern)) return [pattern];
  const options: GlobOptions = {
    cwd: root,
    expandDirectories: false,
    fs: { readdir: readdirKeepingLinks as typeof readdir },
  };
  return glob(pattern, { ...options, ...(signal && { signal }) });
}

/** The file at `shown`, if there is one; links are followed, but never out of the root. */
async function resolveFile(shown: string, root: string, realRoot: string): Promise<DataFile | undefined> {
  const path = await realpath(join(root, shown)).catch(() => undefined);
  if (path === undefined) return undefined;
  const inside = relative(realRoot, path);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw outside(shown);
  return (await stat(path)).isFile() ? { path, shown } : undefined;
}

function outside(path: string): FinetuneGateError {
  return new FinetuneGateError('PATH_OUTSIDE', `${quote(path)} leaves the workspace.`, {
    place: { file: path },
  });
}

type ReadDirectory = (
  path: string,
  options: { withFileTypes: true },
  done: (error: Error | null, entries: Dirent[]) => void,
) => void;

/**
 * Lists symbolic links as files. A glob then finds a linked file, which `resolveFile` checks, but never walks a linked
 * folder: one that points to `/` would have the whole disk searched.
 */
const readdirKeepingLinks: ReadDirectory = (path, options, done) => {
  readdir(path, options, (error, entries) => {
    for (const entry of entries ?? []) {
      if (entry.isSymbolicLink()) entry.isFile = () => true;
    }
    done(error, entries);
  });
};
