import { mkdtempSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { begunEncoding } from '../../../src/commands/begun-encoding.ts';
import { openStore } from '../../../src/commands/open-store.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../src/engine/onnxruntime/open.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { encodeKept } from '../../../src/model/encode-kept.ts';
import { loadModel } from '../../../src/model/load.ts';
import { root } from '../../shared.ts';

const rows = readFileSync(join(root, 'fixtures/data/train.tsv'), 'utf8').split('\n').slice(1, 801);
const texts = [...new Set(rows.flatMap(row => row.split('\t').slice(0, 2)))];

let engine: Engine;
let model: EmbeddingModel;
let cacheDir: string;
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 1 });
  model = await loadModel(join(root, 'fixtures/models/tiny'), { seed: 1 });
});
afterAll(() => {
  model.dispose();
  engine.dispose();
});
beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'finetune-gate-begun-'));
});

/** Encodes into the folder; ended after that many batches, and then as a kill ends it, with less in the store. */
async function encode(ended?: number, remember = true) {
  const store = openStore({ cacheDir }, model, () => {})!;
  const begun = remember ? begunEncoding({ cacheDir }, model, engine, texts) : undefined;
  const abort = new AbortController();
  let batches = 0;
  const onProgress = () => {
    if (++batches === ended) abort.abort();
  };
  try {
    const options = { stage: 'base', signal: abort.signal, onProgress } as const;
    return await encodeKept(model, engine, texts, store, options, begun);
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'INTERRUPTED' });
    return undefined;
  } finally {
    await store.close();
  }
}
/** What processes that were killed may have kept: no whole batches. */
async function keepHalf(embeddings: Float32Array): Promise<void> {
  const store = openStore({ cacheDir }, model, () => {})!;
  const half = Array.from(texts.keys()).filter(text => text % 2);
  const vectors = half.flatMap(text => [
    ...embeddings.subarray(text * store.dimensions).subarray(0, store.dimensions),
  ]);
  store.append(
    half.map(text => texts[text]!),
    Float32Array.from(vectors),
  );
  await store.close();
}
const newest = () => {
  const folder = join(cacheDir, 'checkpoints');
  return join(folder, readdirSync(folder).sort().at(-1)!);
};
const checkpoints = () => readdirSync(cacheDir).includes('checkpoints');

describe('an encoding that was broken off', () => {
  it('ends with the embeddings of one that was not, to the last bit', async () => {
    const whole = (await encode())!;
    expect(checkpoints()).toBe(false);
    for (const [remember, torn] of [
      [true, false],
      [true, true],
      [false, false],
    ]) {
      cacheDir = mkdtempSync(join(tmpdir(), 'finetune-gate-begun-'));
      await encode(3, remember);
      expect(checkpoints()).toBe(remember);
      if (torn) truncateSync(newest(), 20);
      await keepHalf(whole.embeddings);
      const rest = (await encode(undefined, remember))!;
      expect(rest.encoded).toBeLessThan(texts.length);
      expect(rest.encoded).toBeGreaterThan(0);
      const differing = rest.embeddings.findIndex((value, at) => !Object.is(value, whole.embeddings[at]));
      // Without it other texts share a row, which is what it is for.
      expect(differing === -1).toBe(remember);
      expect(checkpoints()).toBe(false);
      expect((await encode())!.embeddings).toEqual(rest.embeddings);
    }
  }, 60_000);

  it('is forgotten once all that it began with is kept', async () => {
    await encode(1);
    expect(checkpoints()).toBe(true);
    await encode(undefined, false);
    await encode();
    expect(checkpoints()).toBe(false);
  });
});
