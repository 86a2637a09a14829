import type { Engine } from '../engine/engine.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { type Encoded, type EncodeOptions, encodeTexts } from './encode.ts';
import type { EmbeddingStore } from './store/store.ts';

export interface EncodedOrFound extends Encoded {
  /** Texts that were run through the model; `tokens` is of these. The others were in the store. */
  readonly encoded: number;
}

/**
 * Which texts an encoding began with. The texts beside it decide the last digits of an embedding, so one that was broken
 * off goes on with the very batches that it began with, and ends with the embeddings that it would have ended with.
 */
export interface BegunEncoding {
  /** Of one that did not end: 1 for each text that it was to encode. [texts] */
  load(): Promise<Uint8Array | undefined>;
  save(missing: Uint8Array): Promise<void>;
  /** It has ended. */
  remove(): Promise<void>;
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
  options: Omit<EncodeOptions, 'onBatch' | 'skip'>,
  begun?: BegunEncoding,
): Promise<EncodedOrFound> {
  if (model.remote) return model.remote.embed(texts, { onProgress: options.onProgress });
  if (!store) return { ...(await encodeTexts(model, engine, texts, options)), encoded: texts.length };
  const { dimensions, fullRows } = store;
  const embeddings = new Float32Array(texts.length * dimensions);
  const found = await store.read(texts, embeddings, options.signal);
  const missing = Uint8Array.from(texts, (_, text) => (found[text] ? 0 : 1));
  const encoded = missing.reduce((sum, one) => sum + one, 0);
  if (encoded === 0) {
    await begun?.remove();
    return { embeddings, dimensions, tokens: 0, encoded };
  }
  const planned = (await begunWith(missing, begun)) ?? missing;
  if (planned === missing) await begun?.save(missing);
  const items = Array.from(planned.keys()).filter(text => planned[text]);

  let whole = false;
  const waiting: number[] = [];
  const append = (count: number) => {
    const some = waiting.splice(0, count);
    const vectors = new Float32Array(some.length * dimensions);
    some.forEach((text, i) => {
      vectors.set(embeddings.subarray(text * dimensions, (text + 1) * dimensions), i * dimensions);
    });
    store.append(
      some.map(text => texts[text] as string),
      vectors,
    );
  };
  try {
    const { tokens } = await encodeTexts(
      model,
      engine,
      items.map(text => texts[text] as string),
      {
        ...options,
        skip: batch => batch.every(item => !missing[items[item]!]),
        onBatch: (batch, rows) => {
          for (const item of batch) {
            const text = items[item]!;
            // What was found is the same to the last bit, unless another process encoded it beside other texts.
            if (!missing[text]) continue;
            const vector = rows.subarray(item * dimensions, (item + 1) * dimensions);
            embeddings.set(vector, text * dimensions);
            waiting.push(text);
          }
          while (waiting.length >= fullRows) append(fullRows);
        },
      },
    );
    whole = true;
    return { embeddings, dimensions, tokens, encoded };
  } finally {
    append(waiting.length);
    // Not before everything is in the store.
    if (whole) await begun?.remove();
  }
}

/** What an encoding of these texts began with, as long as all that is missing now is part of it. */
async function begunWith(missing: Uint8Array, begun?: BegunEncoding): Promise<Uint8Array | undefined> {
  const planned = await begun?.load();
  if (planned?.length !== missing.length) return undefined;
  return missing.every((one, text) => !one || planned[text]) ? planned : undefined;
}
