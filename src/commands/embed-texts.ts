import type { Engine } from '../engine/engine.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { encodeKept } from '../model/encode-kept.ts';
import type { CostSummary } from '../report/result.ts';
import { begunEncoding } from './begun-encoding.ts';
import type { Emit } from './job.ts';
import { openStore, type StoreRequest } from './open-store.ts';

export interface EmbedOptions {
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Embeddings of the base model, before any new head: row-major [texts, baseDimensions]. Texts that come several times
 * are encoded once, and those that are kept from before not at all.
 */
export async function embedTexts(
  model: EmbeddingModel,
  engine: Engine,
  texts: readonly string[],
  request: StoreRequest,
  { emit, signal, onProgress }: EmbedOptions,
): Promise<{ embeddings: Float32Array; cost: CostSummary }> {
  const unique = [...new Set(texts)];
  const store = openStore(request, model, emit);
  try {
    const options = {
      stage: 'base',
      signal,
      onProgress: (done: number, total: number) => {
        onProgress?.(done, total);
        emit({ type: 'progress', phase: 'encode', done, total });
      },
    } as const;
    const begun = begunEncoding(request, model, engine, unique);
    const found = await encodeKept(model, engine, unique, store, options, begun);
    const { embeddings, dimensions, tokens, encoded } = found;
    const cost = { textsEncoded: encoded, tokensEncoded: tokens, textsFound: unique.length - encoded };
    if (unique.length === texts.length) return { embeddings, cost };
    const rows = new Map(unique.map((text, row) => [text, row]));
    const all = new Float32Array(texts.length * dimensions);
    texts.forEach((text, i) => {
      const start = rows.get(text)! * dimensions;
      all.set(embeddings.subarray(start, start + dimensions), i * dimensions);
    });
    return { embeddings: all, cost };
  } finally {
    await store?.close(signal);
  }
}
