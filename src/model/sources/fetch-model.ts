import { fetchFromUrl, unpackFile } from './fetch-archive.ts';
import type { FetchContext, FetchedModel } from './fetch-context.ts';
import { fetchFromHub } from './fetch-from-hub.ts';
import type { Http } from './http.ts';
import { PATIENCE } from './patience.ts';
import type { ModelSource } from './source.ts';

/**
 * Brings a base model that is no folder onto this machine, once: what is complete in the cache is used without a
 * network. Any number of processes may do so at once, and be killed.
 *
 * @throws FinetuneGateError REVISION_REQUIRED, OFFLINE, MODEL_NOT_FOUND, MODEL_UNSUPPORTED, DOWNLOAD_DENIED,
 *   DOWNLOAD_FAILED, DOWNLOAD_CORRUPT, DOWNLOAD_TOO_LARGE, ARCHIVE_INVALID, DATA_LFS_POINTER, OUTPUT_UNWRITABLE,
 *   INTERRUPTED
 */
export async function fetchModel(
  source: Exclude<ModelSource, { kind: 'folder' }>,
  context: FetchContext,
): Promise<FetchedModel> {
  const { patience = PATIENCE, signal, log } = context;
  const http: Http = { patience, signal, log };
  if (source.kind === 'hub') return fetchFromHub(source, context, http);
  return source.kind === 'url' ? fetchFromUrl(source, context, http) : unpackFile(source, context);
}
