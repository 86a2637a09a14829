import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders below the ones named that are looked into: an artifact each, with what a job put into it. */
const DEEPEST = 4;

/**
 * The folders that hold a file which is looked for, among those named and what is below them, in the order named and then
 * by name; below one that does there is none. Symbolic links are not followed.
 *
 * @param holds told the files of a folder
 */
export async function foundFolders(
  named: readonly string[],
  holds: (files: readonly string[]) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  const look = async (folder: string, depth: number): Promise<void> => {
    const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const files = entries.filter(entry => entry.isFile()).map(entry => entry.name);
    if (holds(files)) return void found.push(folder);
    const below = entries.filter(entry => entry.isDirectory()).map(entry => entry.name);
    // Numbers as people count: job 2 comes before job 10.
    for (const name of below.sort(new Intl.Collator('en', { numeric: true }).compare))
      if (depth < DEEPEST) await look(join(folder, name), depth + 1);
  };
  for (const folder of named) await look(folder, 0);
  return [...new Set(found)];
}
