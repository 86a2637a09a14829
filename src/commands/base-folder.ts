import { realpath } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import type { ModelOptions } from '../model/options.ts';
import type { FetchedModel } from '../model/sources/fetch-context.ts';
import type { ModelSource } from '../model/sources/source.ts';
import { baseSource, fetchBaseModel } from './base-model.ts';
import type { CheckOptions } from './check-options.ts';
import type { Emit } from './job.ts';
import { modelCacheFolder } from './model-cache-folder.ts';
import { insideRoot, type Workspace } from './workspace.ts';

/** The base model's source; what lies on this machine must lie in the configuration's folder. */
export async function baseInside(
  { root }: Workspace,
  { base, sha256 }: Pick<ModelOptions, 'base' | 'sha256'>,
): Promise<ModelSource> {
  if (typeof base !== 'string') throw baseElsewhere();
  const source = await baseSource(base, root, sha256);
  return 'path' in source ? { ...source, path: await insideRoot(root, source.path) } : source;
}

export function baseElsewhere(): FinetuneGateError {
  return new FinetuneGateError(
    'CONFIG_INVALID',
    '`model.base` is a provider, and only check and train ask one.',
    {
      remedy:
        'Name a model that runs here: in another configuration, or with --model where the command takes it.',
    },
  );
}

/** Brings a base model that is no folder of the repository onto this machine; undefined for one that is. */
export async function fetchUnlessFolder(
  source: ModelSource,
  options: CheckOptions,
  workspace: Workspace,
  { signal, emit }: { readonly signal: AbortSignal; readonly emit: Emit },
): Promise<FetchedModel | undefined> {
  if (source.kind === 'folder') return undefined;
  const cache = await modelCacheOf(options, workspace);
  return fetchBaseModel(source, { cache, signal, emit, env: process.env });
}

/** The folder of downloaded models. */
export async function modelCacheOf(options: CheckOptions, { root, prefix }: Workspace): Promise<string> {
  const { directory, cacheDir, modelCache } = options;
  const top = resolve(root, posix.relative(prefix, '.'));
  return modelCacheFolder({
    ...(cacheDir !== undefined && { cacheDir: resolve(directory, cacheDir) }),
    ...(modelCache !== undefined && { modelCache: resolve(directory, modelCache) }),
    untrusted: [top, await realpath(top)],
    env: process.env,
  });
}
