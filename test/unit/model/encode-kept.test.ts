import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { encodeTexts } from '../../../src/model/encode.ts';
import { type BegunEncoding, encodeKept } from '../../../src/model/encode-kept.ts';
import { loadModel } from '../../../src/model/load.ts';
import { EmbeddingStore } from '../../../src/model/store/store.ts';
import { newFolder } from './store/vectors.ts';
import { tinyBert } from './tiny.ts';

let engine: Engine;
let model: EmbeddingModel;
let store: EmbeddingStore;
let folder: string;
const open = () => {
  const { weightsHash, maxLength, baseDimensions: dimensions } = model;
  return EmbeddingStore.open(folder, { weightsHash, maxLength, dimensions });
};
beforeAll(async () => {
  engine = await openReference();
  model = await loadModel(await tinyBert(), { seed: 1 });
});
beforeEach(() => {
  folder = newFolder();
  store = open();
});

/** What an encoding began with, in memory. */
function remembered(): BegunEncoding & { missing?: Uint8Array | undefined } {
  return {
    async load() {
      return this.missing;
    },
    async save(missing) {
      this.missing = missing;
    },
    async remove() {
      this.missing = undefined;
    },
  };
}

const TEXTS = ['my refund', 'my', 'refund refund', 'refund my refund'];
const base = { stage: 'base', batchTokens: 8 } as const;

describe('encodeKept', () => {
  it('encodes each text once ever, and gives the embeddings in the order of the texts', async () => {
    const plain = await encodeTexts(model, engine, TEXTS, base);
    const first = await encodeKept(model, engine, TEXTS.slice(1, 3), store, base);
    expect(first.encoded).toBe(2);
    await store.close();
    store = open();
    const second = await encodeKept(model, engine, TEXTS, store, base);
    expect(second.encoded).toBe(2);
    expect(second.tokens + first.tokens).toBe(plain.tokens);
    expect(second.embeddings).toHaveLength(plain.embeddings.length);
    second.embeddings.forEach((value, at) => {
      expect(value).toBeCloseTo(plain.embeddings[at]!, 5);
    });
    store.refresh();
    const third = await encodeKept(model, engine, TEXTS.toReversed(), store, base);
    expect(third).toMatchObject({ encoded: 0, tokens: 0 });
    expect([...third.embeddings.subarray(-third.dimensions)]).toEqual([
      ...second.embeddings.subarray(0, second.dimensions),
    ]);
    await store.close();
  });

  it('keeps what was encoded when it is interrupted', async () => {
    const abort = new AbortController();
    const options = { ...base, batchTokens: 1, signal: abort.signal };
    const stopAfterTwo = (done: number) => done >= 2 && abort.abort();
    await expect(
      encodeKept(model, engine, TEXTS, store, { ...options, onProgress: stopAfterTwo }),
    ).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await store.close();
    store = open();
    expect(store.size).toBe(2);
    expect((await encodeKept(model, engine, TEXTS, store, base)).encoded).toBe(2);
    await store.close();
  });

  it('forgets what it began with when more is missing by now, and remembers it when it is interrupted', async () => {
    const memory = remembered();
    await memory.save(Uint8Array.of(1, 1, 0, 0));
    const abort = new AbortController();
    const stop = { ...base, batchTokens: 1, signal: abort.signal, onProgress: () => abort.abort() };
    await expect(encodeKept(model, engine, TEXTS, store, stop, memory)).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    expect([...memory.missing!]).toEqual([1, 1, 1, 1]);
    await store.close();
  });

  it('appends whole blocks while it encodes, and the rest at the end', async () => {
    const counts: number[] = [];
    vi.spyOn(store, 'fullRows', 'get').mockReturnValue(3);
    const append = store.append.bind(store);
    vi.spyOn(store, 'append').mockImplementation((texts, vectors) => {
      counts.push(texts.length);
      append(texts, vectors);
    });
    const progress: number[][] = [];
    const onProgress = (done: number, total: number) => progress.push([done, total, counts.length]);
    await encodeKept(model, engine, TEXTS, store, { ...base, batchTokens: 1, onProgress });
    expect(counts).toEqual([3, 1]);
    expect(progress.find(([done]) => done === 3)).toEqual([3, 4, 1]);
    await store.close();
  });

  it('encodes everything where there is no store', async () => {
    const { encoded, embeddings } = await encodeKept(model, engine, TEXTS, undefined, base);
    expect([encoded, embeddings.length]).toEqual([4, 4 * model.baseDimensions]);
  });
});
