import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../src/model/model-folder.ts';
import type { BenchOptions } from './options.ts';
import { inBatches, readTokenPairs } from './sentences.ts';
import type { ModelWorkload } from './workload.ts';

const BATCH = { encode: 64, train: 32 } as const;

/** MiniLM's shape over the sentences of Quora Question Pairs' test file. */
export async function modelWorkload(
  task: 'encode' | 'train',
  { shared, sentences, steps, repeats, threads, trainEmbeddings, precision, engine }: BenchOptions,
): Promise<ModelWorkload> {
  const batch = BATCH[task];
  const pairs = await readTokenPairs(
    shared,
    task === 'encode' ? Math.ceil(sentences / 2) : (steps + 1) * batch,
  );
  const tokenIds = inBatches(pairs, batch);
  return {
    task,
    config: JSON.parse(
      readFileSync(join(shared, 'models/all-MiniLM-L6-v2/config.json'), 'utf8'),
    ) as JsonObject,
    lengths: tokenIds.map(ids => ids.length),
    token_ids: tokenIds,
    batch_size: batch,
    threads,
    repeats: task === 'encode' ? repeats : 1,
    steps,
    train_embeddings: trainEmbeddings,
    precision,
    engine,
  };
}
