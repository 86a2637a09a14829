import type { Engine } from '../engine/engine.ts';
import { toError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { encodeTexts } from '../model/encode.ts';
import { EmbeddingStore } from '../model/store.ts';
import type { CostSummary } from '../report/result.ts';
import type { Emit } from './job.ts';

export interface EmbedOptions {
  /** Keeps the embeddings between runs. */
  readonly cacheDir?: string | undefined;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Embeddings of the base model, before any new head: row-major [texts, baseDimensions]. Texts that come several times
 * are encoded once, and those that an earlier run encoded not at all.
 */
export async function embedTexts(
  model: EmbeddingModel,
  engine: Engine,
  texts: readonly string[],
  { cacheDir, emit, signal, onProgress }: EmbedOptions,
): Promise<{ embeddings: Float32Array; cost: CostSummary }> {
  const { baseDimensions: dimensions } = model;
  const store = await EmbeddingStore.open(cacheDir, `${model.weightsHash}/${model.maxLength}`, dimensions);
  const unique = [...new Set(texts)];
  const missing = unique.filter(text => !store.has(text));
  const encoded = await encodeTexts(model, engine, missing, {
    stage: 'base',
    signal,
    onProgress: (done, total) => {
      onProgress?.(done, total);
      emit({ type: 'progress', phase: 'encode', done, total });
    },
  });
  missing.forEach((text, i) => {
    store.set(text, encoded.embeddings.subarray(i * dimensions, (i + 1) * dimensions));
  });
  await store.save().catch(cause => {
    emit({ type: 'log', line: `The embeddings cannot be kept for the next run: ${toError(cause).message}` });
  });
  const embeddings = new Float32Array(texts.length * dimensions);
  texts.forEach((text, i) => {
    embeddings.set(store.get(text), i * dimensions);
  });
  const textsFound = unique.length - missing.length;
  return {
    embeddings,
    cost: { textsEncoded: missing.length, tokensEncoded: encoded.tokens, textsFound },
  };
}
