import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Git } from './git.ts';

/** A Git LFS pointer file is shorter (git-lfs.github.com/spec/v1). */
const LONGEST = 1024;
const POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n/;

/**
 * The file with the content that a Git LFS pointer stands for, where git-lfs has it in this clone: that of a file which
 * is the same here, or was fetched. Undefined for what is no pointer, is not there, or has another hash.
 */
export async function lfsObject(git: Git, root: string, content: Buffer): Promise<string | undefined> {
  if (content.length > LONGEST) return undefined;
  const [, oid] = POINTER.exec(content.toString('latin1')) ?? [];
  if (oid === undefined) return undefined;
  const folder = resolve(root, (await git.text('rev-parse', '--git-common-dir')).trim());
  const file = join(folder, 'lfs', 'objects', oid.slice(0, 2), oid.slice(2, 4), oid);
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch {
    return undefined;
  }
  return hash.digest('hex') === oid ? file : undefined;
}
