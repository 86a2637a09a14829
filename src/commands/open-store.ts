import type { EmbeddingModel } from '../model/embedding-model.ts';
import { EmbeddingStore } from '../model/store/store.ts';
import type { Emit } from './job.ts';

export interface StoreRequest {
  readonly cacheDir?: string;
  /** Bytes that the folder may hold. */
  readonly cacheLimit?: number;
}

/** The kept embeddings of a model's base, before any new head; undefined without a folder for them. */
export function openStore(
  { cacheDir, cacheLimit }: StoreRequest,
  { weightsHash, maxLength, precision, baseDimensions: dimensions, remote }: EmbeddingModel,
  emit: Emit,
): EmbeddingStore | undefined {
  if (cacheDir === undefined || remote) return undefined;
  return EmbeddingStore.open(
    cacheDir,
    { weightsHash, maxLength, precision, dimensions },
    { log: line => emit({ type: 'log', line }), ...(cacheLimit !== undefined && { limit: cacheLimit }) },
  );
}
