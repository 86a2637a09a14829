import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { FinetuneGateError } from '../../../src/errors.ts';
import { bucketLength, planBatches } from '../../../src/model/batches.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { applyHeadTo, encodeTexts, tokenBatch } from '../../../src/model/encode.ts';
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

describe('planBatches', () => {
  it('takes every text once, longest first, in few shapes', () => {
    const lengths = Array.from({ length: 203 }, (_, i) => (i * 37) % 61);
    const plans = planBatches(lengths, 32);
    expect(plans.flatMap(plan => plan.items).sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
    expect(plans.map(plan => plan.rows)).toEqual(Array(7).fill(32));
    const longest = plans.map(plan => Math.max(...plan.items.map(item => lengths[item]!)));
    expect(longest).toEqual([...longest].sort((a, b) => b - a));
  });

  it('takes fewer rows where texts are long', () => {
    const rows = [512, 4096, 100_000, 16].flatMap(length => planBatches([length], 64).map(plan => plan.rows));
    expect(rows).toEqual([16, 2, 1, 64]);
    expect(planBatches([], 8)).toEqual([]);
    expect([0, 1, 8, 9].map(bucketLength)).toEqual([8, 8, 8, 16]);
  });
});

describe('tokenBatch', () => {
  it('pads rows and batch', () => {
    const batch = tokenBatch([Int32Array.of(5, 6), Int32Array.of(7)], 9, 3);
    expect([batch.rows, batch.length]).toEqual([3, 8]);
    expect([...batch.ids]).toEqual([5, 6, 9, 9, 9, 9, 9, 9, 7, ...Array(15).fill(9)]);
    expect([...batch.mask]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 1, ...Array(15).fill(0)]);
  });
});

describe.each([
  ['BERT', () => tinyBert()],
  ['static', () => tinyStatic()],
])('encodeTexts (%s)', (_, folder) => {
  it('gives each text the embedding it has alone, in the order of the texts', () =>
    withModel(folder(), async model => {
      const all = await encodeTexts(model, engine, TEXTS, { stage: 'full', batchSize: 6 });
      expect([all.dimensions, all.embeddings.length]).toEqual([5, TEXTS.length * 5]);
      let tokens = 0;
      for (const [index, text] of TEXTS.entries()) {
        const alone = await encodeTexts(model, engine, [text], { stage: 'full', batchSize: 1 });
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
        batchSize: 8,
        onProgress: (done, total) => seen.push([done, total]),
      });
      await applyHeadTo(model, engine, new Float32Array(3000 * 8), 3000);
      expect(seen).toEqual([
        [8, 20],
        [16, 20],
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
        batchSize: 2,
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
