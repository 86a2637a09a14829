import type { Engine } from '../engine/engine.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { type Encoded, type EncodeOptions, encodeTexts } from './encode.ts';
import type { EmbeddingStore } from './store/store.ts';

export interface EncodedOrFound extends Encoded {
  /** Texts that were run through the model; `tokens` is of these. The others were in the store. */
  readonly encoded: number;
}

/**
 * `encodeTexts` for the texts that the store does not have, each appended to it soon after it was encoded: what ends this
 * process loses at most one block of texts. A remote base has a store of its own.
 *
 * @param texts each once
 * @param store of the stage that is asked for; without one, all texts are encoded
 * @param options `onProgress` counts the texts to encode
 * @throws as `encodeTexts`
 */
export async function encodeKept(
  model: EmbeddingModel,
  engine: Engine,
  texts: readonly string[],
  store: EmbeddingStore | undefined,
  options: Omit<EncodeOptions, 'onBatch'>,
): Promise<EncodedOrFound> {
  if (model.remote) return model.remote.embed(texts, { onProgress: options.onProgress });
  if (!store) return { ...(await encodeTexts(model, engine, texts, options)), encoded: texts.length };
  const { dimensions, fullRows } = store;
  const embeddings = new Float32Array(texts.length * dimensions);
  const found = await store.read(texts, embeddings, options.signal);
  const missing = Array.from(texts.keys()).filter(text => !found[text]);
  const missingTexts = missing.map(text => texts[text] as string);

  const waiting: number[] = [];
  let rows: Float32Array = embeddings;
  const append = (count: number) => {
    const items = waiting.splice(0, count);
    const vectors = new Float32Array(items.length * dimensions);
    items.forEach((item, i) => {
      vectors.set(rows.subarray(item * dimensions, (item + 1) * dimensions), i * dimensions);
    });
    store.append(
      items.map(item => missingTexts[item] as string),
      vectors,
    );
  };
  try {
    const fresh = await encodeTexts(model, engine, missingTexts, {
      ...options,
      onBatch: (items, filled) => {
        rows = filled;
        for (const item of items) waiting.push(item);
        while (waiting.length >= fullRows) append(fullRows);
      },
    });
    if (missing.length === texts.length) return { ...fresh, encoded: missing.length };
    missing.forEach((text, i) => {
      embeddings.set(fresh.embeddings.subarray(i * dimensions, (i + 1) * dimensions), text * dimensions);
    });
    return { embeddings, dimensions, tokens: fresh.tokens, encoded: missing.length };
  } finally {
    append(waiting.length);
  }
}
