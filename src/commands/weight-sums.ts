import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { insideRoot } from './workspace.ts';

/** By what a file is known again. */
export interface FileSum {
  readonly bytes: number;
  readonly sha256: string;
}

/** Sums of every file below some folders, by its path in `root` with forward slashes, sorted. */
export async function fileSums(root: string, folders: readonly string[]): Promise<Record<string, FileSum>> {
  const sums: [string, FileSum][] = [];
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter(one => one.isFile())) {
      const path = join(entry.parentPath, entry.name);
      sums.push([relative(root, path).split(sep).join('/'), await sumOf(path)]);
    }
  }
  return Object.fromEntries(sums.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Those of one folder. */
export function sumsBelow(sums: Readonly<Record<string, FileSum>>, folder: string): [string, FileSum][] {
  return Object.entries(sums).filter(([path]) => path.startsWith(`${folder}/`));
}

/** What is amiss with the files of a folder, of which there must be one at least; undefined when all are as they were. */
export async function sumsFault(
  root: string,
  folder: string,
  sums: Readonly<Record<string, FileSum>>,
): Promise<string | undefined> {
  const files = sumsBelow(sums, folder);
  if (files.length === 0) return 'no weights were written with it';
  for (const [path, { bytes, sha256 }] of files) {
    try {
      const full = await insideRoot(root, path);
      const whole = (await stat(full)).size === bytes && (await sumOf(full)).sha256 === sha256;
      if (!whole) return 'its weights are torn';
    } catch {
      return 'its weights are not all there';
    }
  }
  return undefined;
}

async function sumOf(path: string): Promise<FileSum> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}
