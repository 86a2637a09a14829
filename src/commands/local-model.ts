import { resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { Engine } from '../engine/engine.ts';
import { openEngine } from '../engine/select.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { loadModel } from '../model/load.ts';
import type { Arguments } from './arguments.ts';
import { baseInside } from './base-folder.ts';
import { baseSource, fetchBaseModel } from './base-model.ts';
import { parseCacheLimit } from './cache-limit.ts';
import type { Emit, Job } from './job.ts';
import { modelCacheFolder } from './model-cache-folder.ts';
import type { StoreRequest } from './open-store.ts';
import type { LocalModel } from './text-jobs.ts';
import type { Workspace } from './workspace.ts';

/**
 * The model that `--model` names, relative to the working directory, else the configuration's base model, brought onto
 * this machine where it is not here.
 */
export async function localModel(
  args: Pick<Arguments, 'model' | 'cacheDir'>,
  directory: string,
  configured: { readonly workspace: Workspace; readonly config: Config } | undefined,
  { signal, emit }: { readonly signal: AbortSignal; readonly emit: Emit },
): Promise<LocalModel> {
  const own = args.model !== undefined || !configured ? undefined : configured;
  const source = own
    ? await baseInside(own.workspace, own.config.model)
    : await baseSource(args.model ?? '.', directory);
  const maxLength = own?.config.model.max_length;
  const rest = maxLength === undefined ? {} : { maxLength };
  if (source.kind === 'folder') {
    const folder = resolve(own?.workspace.root ?? directory, source.path);
    return { folder, ...(own && { root: own.workspace.root }), ...rest };
  }
  const cache = modelCacheFolder({
    ...(args.cacheDir !== undefined && { cacheDir: resolve(directory, args.cacheDir) }),
    untrusted: [directory, ...(own ? [own.workspace.root] : [])],
    env: process.env,
  });
  const { folder } = await fetchBaseModel(source, { cache, signal, emit, env: process.env });
  return { folder, ...rest };
}

/** Where embeddings are kept between runs, and how much of them. */
export function cacheOf({ cacheDir, cacheLimit }: Arguments, directory: string): StoreRequest {
  return {
    ...(cacheDir !== undefined && { cacheDir: resolve(directory, cacheDir) }),
    ...(cacheLimit !== undefined && { cacheLimit: parseCacheLimit(cacheLimit) }),
  };
}

/** Opens engine and model, without a new head, for as long as `work` takes. */
export async function withModel<T>(
  { engine: options, model: { folder, ...rest } }: { engine: Job['engine']; model: LocalModel },
  emit: Emit,
  work: (engine: Engine, model: EmbeddingModel) => Promise<T>,
): Promise<T> {
  const engine = await openEngine(options, line => emit({ type: 'log', line }));
  try {
    const model = await loadModel(folder, { seed: 0, ...rest });
    try {
      return await work(engine, model);
    } finally {
      model.dispose();
    }
  } finally {
    engine.dispose();
  }
}
