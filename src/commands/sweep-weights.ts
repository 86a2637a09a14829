import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** SHA-256 of the files of a trial's weights, with their names; undefined when there are none. */
export async function weightsDigest(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0) return undefined;
  const sum = createHash('sha256');
  for (const name of names.sort()) {
    const bytes = await readFile(join(folder, name));
    sum.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return sum.digest('hex');
}
