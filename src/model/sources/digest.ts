import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** What a file must be: SHA-256 of its bytes (Git LFS), or its id as git's blob (SHA-1). Lower-case digits. */
export interface Digest {
  readonly algorithm: 'sha256' | 'git-blob';
  readonly hex: string;
}

/** Hash of a file's content, as lower-case digits. */
export async function digestOf(file: string, algorithm: Digest['algorithm']): Promise<string> {
  const hash = createHash(algorithm === 'sha256' ? 'sha256' : 'sha1');
  // git-scm.com/book/en/v2/Git-Internals-Git-Objects: a blob is hashed with its kind and size before it.
  if (algorithm === 'git-blob') hash.update(`blob ${(await stat(file)).size}\0`);
  await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), hash);
  return hash.digest('hex');
}
