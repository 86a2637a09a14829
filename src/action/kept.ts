import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKPOINTS } from '../commands/checkpoint-folder.ts';
import { type CacheOptions, FolderCache, type Kept } from './cache.ts';
import type { JobContext } from './context.ts';
import type { Inputs } from './inputs.ts';

/** Another platform's embeddings may differ in their last digits. */
const PLATFORM = `${process.platform}-${process.arch}`;

/**
 * The embeddings of frozen encoders. The number is raised when the layout of the folder changes. A job that encodes a
 * part of the texts finds that of the same part, else those of a run that had all.
 */
export function embeddings(folder: string, { command, phase, shard }: Inputs): Kept {
  const whole = `finetune-gate-embeddings-3-${PLATFORM}-`;
  const part = `finetune-gate-embeddings-${phase}-${shard.replace('/', '-of-')}-3-${PLATFORM}-`;
  return {
    name: 'embeddings',
    otherwise: 'every text is encoded',
    folder,
    paths: [join(folder, '*'), `!${join(folder, CHECKPOINTS)}`],
    ...(command === 'trial' ? { prefix: part, others: [whole] } : { prefix: whole }),
  };
}

/** What a cancelled or failed run left of its training; a job finds its own. */
function checkpoints(folder: string, { command, config, phase, shard }: Inputs, { run }: JobContext): Kept {
  const part = command === 'trial' ? [phase, shard] : [];
  const job = createHash('sha256').update(JSON.stringify([run.job, command, config, ...part]));
  const kept = join(folder, CHECKPOINTS);
  return {
    name: 'checkpoints',
    otherwise: 'training starts anew',
    folder: kept,
    paths: [kept],
    prefix: `finetune-gate-checkpoints-1-${PLATFORM}-${job.digest('hex').slice(0, 16)}-`,
    // Of a job in a matrix of the workflow's own nothing tells it from its neighbours, so each has a key of its own.
    stamp: `${run.id}-${run.attempt}-${randomBytes(4).toString('hex')}-`,
  };
}

/** Stands for a training that came to its end: the checkpoints in the cache are of no use any more, and cannot be deleted. */
const FINISHED = 'finished';

/** Checkpoints of runs that did not come to their end. */
export class CheckpointCache {
  readonly #folder: string;
  readonly #cache: FolderCache;

  private constructor(folder: string, cache: FolderCache) {
    this.#folder = folder;
    this.#cache = cache;
  }

  static async restore(
    folder: string,
    inputs: Inputs,
    context: JobContext,
    options: CacheOptions,
  ): Promise<CheckpointCache | undefined> {
    const kept = checkpoints(folder, inputs, context);
    const cache = await FolderCache.restore(kept, options);
    await rm(join(kept.folder, FINISHED), { force: true });
    return cache && new CheckpointCache(kept.folder, cache);
  }

  /** Saves what a run left to resume from, or that there is nothing any more. */
  async save(milliseconds?: number): Promise<void> {
    const left = await readdir(this.#folder).catch(() => []);
    if (left.length > 0) return this.#cache.save(milliseconds);
    if (!this.#cache.found) return;
    const mark = join(this.#folder, FINISHED);
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(mark, '');
      await this.#cache.save(milliseconds);
    } finally {
      await rm(mark, { force: true });
    }
  }
}
