import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { kindOf } from '../model/store/file-names.ts';
import { mergeStores } from '../model/store/merge.ts';
import type { CheckOptions } from './check-options.ts';
import type { EncodedShard } from './findings-file.ts';
import { foundFolders } from './found-folders.ts';
import { claimFolder } from './output-folder.ts';
import { writeWhole } from './write-whole.ts';

/** Where an encoding job writes what its artifact then has. */
export interface EncodedFolder {
  /** One that the store can be in. */
  readonly embeddings: string;
  /** The file that comes last. */
  readonly record: string;
}

const EMBEDDINGS = 'embeddings';
const RECORD = 'encoded.json';

const recordFile = z.strictObject({
  version: z.literal(1),
  plan: z.string(),
  shard: z.string(),
  textsEncoded: z.int().min(0),
  tokensEncoded: z.int().min(0),
});

/**
 * Makes the folder of an encoding job, or takes up that of an earlier run.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function openEncodedFolder(folder: string): Promise<EncodedFolder> {
  await claimFolder(folder);
  return { embeddings: join(folder, EMBEDDINGS), record: join(folder, RECORD) };
}

export async function writeEncoded(
  { record }: EncodedFolder,
  plan: string,
  encoded: EncodedShard,
): Promise<void> {
  await writeWhole(record, `${JSON.stringify({ version: 1, plan, ...encoded })}\n`);
}

/** What an earlier run of the same job encoded; undefined where it did not come to its end. */
export async function readEncoded(record: string, plan: string): Promise<EncodedShard | undefined> {
  try {
    const { version: _, plan: of, ...encoded } = recordFile.parse(JSON.parse(await readFile(record, 'utf8')));
    return of === plan ? encoded : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Adds what encoding jobs computed to the embeddings at hand. An embedding belongs to a text and to a model's weights, so
 * whatever is taken is right; what was torn is encoded again.
 *
 * @param named folders of such jobs, or above them
 * @returns the jobs that came to their end
 */
export async function takeEncoded(
  named: readonly string[],
  into: string,
  plan: string,
  { log, signal }: Pick<CheckOptions, 'log' | 'signal'>,
): Promise<EncodedShard[]> {
  const folders = await foundFolders(named, files => files.some(name => kindOf(name) === 'store'));
  const encoded: EncodedShard[] = [];
  let texts = 0;
  for (const folder of folders) {
    const merged = await mergeStores(folder, into, { signal });
    texts += merged.texts;
    if (merged.lost > 0) log(`${folder}: ${merged.lost} bytes are torn; their texts are encoded again`);
    const record = await readEncoded(join(dirname(folder), RECORD), plan);
    if (record) encoded.push(record);
  }
  if (folders.length > 0) log(`Embeddings of ${texts} texts taken from ${folders.length} jobs that encoded`);
  return encoded;
}
