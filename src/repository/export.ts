import { constants } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import type { Git } from './git.ts';
import { selectPaths } from './glob.ts';
import { lfsObject } from './lfs.ts';
import { checkPath } from './paths.ts';
import { listTree } from './tree.ts';

async function write(
  file: string,
  path: string,
  content: Buffer | { readonly copyOf: string },
): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    // `wx`, `EXCL`: two names that this file system holds for one must not overwrite each other.
    if ('copyOf' in content) await copyFile(content.copyOf, file, constants.COPYFILE_EXCL);
    else await writeFile(file, content, { flag: 'wx' });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new FinetuneGateError('OUTPUT_UNWRITABLE', `cannot write a copy of ${path}: ${said}`, {
      cause,
      remedy: 'Free the disk, or mend the folder for temporary files.',
    });
  }
}

/** See `Repository.exportAt`. All paths are checked before the first file is written. */
export async function exportAt(
  git: Git,
  root: string,
  commit: string,
  patterns: readonly string[],
  into: string,
): Promise<string[]> {
  const files = (await listTree(git, commit)).filter(entry => entry.kind === 'file');
  const chosen = new Set(
    selectPaths(
      patterns,
      files.map(file => file.path),
    ),
  );
  const entries = files.filter(file => chosen.has(file.path));
  for (const { path } of entries) checkPath(path);
  for (const { id, path } of entries) {
    const content = await git.blob(id);
    const stored = await lfsObject(git, root, content);
    await write(join(into, ...path.split('/')), path, stored === undefined ? content : { copyOf: stored });
  }
  return entries.map(entry => entry.path).sort();
}
