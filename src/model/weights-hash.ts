import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ModelFolder } from './model-folder.ts';

/** Goes up when the arithmetic of encoding changes, so that embeddings kept from before are not taken for current. */
const ARITHMETIC_VERSION = 2;

/**
 * `sha256:…` over the name and content of every file that the model was built from and over the settings that change
 * a text's embedding. Equal hashes mean equal base embeddings.
 */
export async function weightsHash(folder: ModelFolder, settings: { maxLength: number }): Promise<string> {
  const listing = [`arithmetic ${ARITHMETIC_VERSION}`, `max_length ${settings.maxLength}`];
  for (const [name, file] of [...folder.filesRead].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), hash);
    listing.push(`${hash.digest('hex')} ${name}`);
  }
  return `sha256:${createHash('sha256').update(listing.join('\n')).digest('hex')}`;
}
