import { trustedCache } from '../commands/trusted-cache.ts';
import { FolderCache } from './cache.ts';
import type { JobContext } from './context.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { CheckpointCache, embeddings } from './kept.ts';
import { log } from './log.ts';

/** What the Actions cache keeps for later runs. */
export interface Caches {
  readonly embeddings: FolderCache;
  readonly checkpoints?: CheckpointCache | undefined;
}

export interface CachesOptions {
  readonly inputs: Inputs;
  readonly context: JobContext;
  readonly job: Pick<Job, 'cacheDir' | 'directory' | 'baseRef' | 'foreign'>;
  readonly signal: AbortSignal;
  readonly notice: (message: string) => void;
}

/** Milliseconds for the checkpoint of a cancelled run, which a runner kills soon. */
const CANCELLED_MS = 2_500;

/** Fetches what earlier runs kept. Undefined where no cache is wanted or none can be used. */
export async function openCaches({
  inputs,
  context,
  job,
  signal,
  notice,
}: CachesOptions): Promise<Caches | undefined> {
  // What a pull request brings along is not used, nor handed to later runs under the name of what was computed.
  const { cacheDir } = await trustedCache(
    { ...job, log: () => {} },
    { root: context.workspace, prefix: '.' },
  );
  if (!inputs.cache || cacheDir === undefined) return undefined;
  const options = { signal, notice, info: log };
  const found = await FolderCache.restore(embeddings(cacheDir, inputs), options);
  // One notice is enough where there is no cache.
  return (
    found && {
      embeddings: found,
      checkpoints: await CheckpointCache.restore(cacheDir, inputs, context, options),
    }
  );
}

/** Saves what is new; of a cancelled run the checkpoint alone, which is what it is run for again. */
export async function saveCaches(caches: Caches | undefined, cancelled: boolean): Promise<void> {
  if (cancelled) return caches?.checkpoints?.save(CANCELLED_MS);
  await caches?.checkpoints?.save();
  await caches?.embeddings.save();
}
