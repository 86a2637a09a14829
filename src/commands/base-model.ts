import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readHubEnvironment } from '../model/sources/environment.ts';
import type { FetchedModel } from '../model/sources/fetch-context.ts';
import { fetchModel } from '../model/sources/fetch-model.ts';
import { type ModelSource, parseSource } from '../model/sources/source.ts';
import type { Emit } from './job.ts';

/** What `base` names, as seen from `root`. */
export async function baseSource(base: string, root: string, sha256?: string): Promise<ModelSource> {
  const found = await stat(resolve(root, base)).catch(() => undefined);
  const isFolder = found?.isDirectory() === true;
  return parseSource(base, { isFolder, ...(sha256 !== undefined && { sha256 }) });
}

export interface FetchOptions {
  /** Where downloaded models are kept. */
  readonly cache: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Brings a base model that is no folder onto this machine. It happens in the supervisor: the worker, which reads what
 * comes with it, has neither a network nor a token.
 *
 * @throws FinetuneGateError as `fetchModel`, USAGE for an environment that is not understood
 */
export function fetchBaseModel(
  source: Exclude<ModelSource, { kind: 'folder' }>,
  { cache, signal, emit, env }: FetchOptions,
): Promise<FetchedModel> {
  return fetchModel(source, {
    cache,
    environment: readHubEnvironment(env),
    signal,
    log: line => emit({ type: 'log', line }),
    onProgress: (done, total) => {
      emit({ type: 'progress', phase: 'download', done: megabytes(done), total: megabytes(total) });
    },
  });
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);
