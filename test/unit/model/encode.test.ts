import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { FinetuneGateError } from '../../../src/errors.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { applyHeadTo, encodeTexts } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import { engine, largestDifference, tinyBert, tinyStatic } from './tiny.ts';

const TEXTS = [
  'how do i reset my password?',
  '',
  'refund',
  'what is the order of a late refund, and where is it, and can you change the order?',
  'how do i reset my password?',
  'zzz',
  ...Array.from({ length: 14 }, (_, i) => 'my order is late '.repeat((i * 7) % 5)),
];

async function withModel(
  folder: Promise<string>,
  run: (model: EmbeddingModel) => Promise<void>,
): Promise<void> {
  const model = await loadModel(await folder, { seed: 3, dimensions: 5 });
  await run(model).finally(() => model.dispose());
}

describe.each([
  ['BERT', () => tinyBert()],
  ['static', () => tinyStatic()],
])('encodeTexts (%s)', (_, folder) => {
  it('gives each text the embedding it has alone, in the order of the texts', () =>
    withModel(folder(), async model => {
      const all = await encodeTexts(model, engine, TEXTS, { stage: 'full', batchTokens: 64 });
      expect([all.dimensions, all.embeddings.length]).toEqual([5, TEXTS.length * 5]);
      let tokens = 0;
      for (const [index, text] of TEXTS.entries()) {
        const alone = await encodeTexts(model, engine, [text], { stage: 'full' });
        const row = all.embeddings.subarray(index * 5, index * 5 + 5);
        expect(largestDifference(row, alone.embeddings), text).toBeLessThan(1e-6);
        tokens += alone.tokens;
      }
      expect(all.tokens).toBe(tokens);
    }));

  it('is base and head, one after the other', () =>
    withModel(folder(), async model => {
      const base = await encodeTexts(model, engine, TEXTS, { stage: 'base' });
      const full = await encodeTexts(model, engine, TEXTS, { stage: 'full' });
      expect(base.dimensions).toBe(model.baseDimensions);
      const headed = await applyHeadTo(model, engine, base.embeddings, TEXTS.length);
      expect(largestDifference(headed, full.embeddings)).toBeLessThan(1e-6);
    }));
});

describe('encodeTexts', () => {
  it('reports progress and leaves no tensor behind', () =>
    withModel(tinyBert(), async model => {
      const before = tf.memory().numTensors;
      const seen: number[][] = [];
      const { embeddings } = await encodeTexts(model, engine, TEXTS, {
        stage: 'full',
        batchTokens: 96,
        onProgress: (done, total) => seen.push([done, total]),
      });
      await applyHeadTo(model, engine, new Float32Array(3000 * 8), 3000);
      expect(seen).toEqual([
        [7, 20],
        [20, 20],
      ]);
      expect(embeddings.every(Number.isFinite)).toBe(true);
      expect(tf.memory().numTensors).toBe(before);
      expect((await encodeTexts(model, engine, [], { stage: 'full' })).embeddings).toHaveLength(0);
    }));

  it('stops when asked to, with the reason it was given', () =>
    withModel(tinyBert(), async model => {
      const stop = new AbortController();
      const running = encodeTexts(model, engine, TEXTS, {
        stage: 'base',
        batchTokens: 32,
        signal: stop.signal,
        onProgress: done => done > 4 && stop.abort(),
      });
      await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
      const budget = AbortSignal.abort(new FinetuneGateError('BUDGET_EXCEEDED', 'out of time'));
      await expect(
        encodeTexts(model, engine, TEXTS, { stage: 'base', signal: budget }),
      ).rejects.toMatchObject({
        code: 'BUDGET_EXCEEDED',
      });
      await expect(
        applyHeadTo(model, engine, new Float32Array(8), 1, { signal: budget }),
      ).rejects.toMatchObject({
        code: 'BUDGET_EXCEEDED',
      });
    }));

  it('does not hand out an embedding that is not finite', () =>
    withModel(tinyBert(), async model => {
      model.head!.bias!.assign(tf.tensor1d([0, Number.NaN, 0, 0, 0]));
      await expect(encodeTexts(model, engine, ['my'], { stage: 'full' })).rejects.toMatchObject({
        code: 'ENGINE_FAILED',
      });
    }));

  it('without a head, gives the features back', async () => {
    const model = await loadModel(await tinyStatic(), { seed: 1 });
    const features = Float32Array.of(1, 2, 3, 4);
    expect(await applyHeadTo(model, engine, features, 1)).toBe(features);
    expect([model.head, model.dimensions, model.baseDimensions]).toEqual([null, 4, 4]);
    model.dispose();
  });
});
