import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DataOptions } from '../data/options.ts';
import { resolveFiles } from '../data/paths.ts';

/**
 * SHA-256, in hexadecimal, of the data's files as they are, unparsed: whoever finds what came of other files begins anew.
 *
 * @throws FinetuneGateError DATA_NOT_FOUND, PATH_OUTSIDE; the signal's reason when aborted
 */
export async function filesDigest(data: DataOptions, root: string, signal: AbortSignal): Promise<string> {
  const { train, validation, test } = data;
  const sum = createHash('sha256');
  for (const named of [train, typeof validation === 'number' ? [] : validation, test]) {
    sum.update('split\n');
    if (named.length === 0) continue;
    for (const { path, shown } of await resolveFiles(named, root, signal)) {
      const own = createHash('sha256');
      await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), own, { signal });
      sum.update(`${own.digest('hex')} ${shown}\n`);
    }
  }
  return sum.digest('hex');
}
