import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../src/engine/onnxruntime/open.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { applyHeadTo, encodeTexts, tokenizeTexts } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import { loadCheckpoint, restore, saveCheckpoint, snapshot } from '../../../src/training/checkpoint.ts';
import { fit as training } from '../../../src/training/fit.ts';
import { type Tune, trainOptions } from '../../../src/training/options.ts';
import { finishTuning, startTuning } from '../../../src/training/tuning.ts';
import { largestDifference, tinyBert } from '../model/tiny.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());

const TEXTS = [
  'how do i reset my password?',
  'refund',
  'where is my order',
  'my order is late',
  'can you change it',
];

/** What encoding gives, and what the arithmetic of this moment gives: of a copy nothing was compiled yet. */
async function bothWays(model: EmbeddingModel) {
  const encode = async (of: EmbeddingModel) =>
    (await encodeTexts(of, engine, TEXTS, { stage: 'full' })).embeddings;
  const [known, fresh] = [await encode(model), await encode({ ...model })];
  expect(largestDifference(known, fresh)).toBe(0);
  return known;
}

async function train(model: EmbeddingModel, tune: Tune, tokens: readonly Int32Array[]) {
  const events = training({
    engine,
    model,
    options: trainOptions.parse({ tune, loss: 'contrastive', batch_size: 2, epochs: 3, learning_rate: 0.05 }),
    examples: { texts: [Int32Array.of(0, 1, 2), Int32Array.of(3, 4, 1)], labels: Float32Array.of(1, 0, 1) },
    inputs: { kind: 'tokens', tokens },
  });
  for await (const _ of events);
}

describe.each([{ lora: 2 }, { last: 1 }, 'all'] as const)(
  'embeddings before, in and after tune: %o',
  tune => {
    it('are those of the weights and adapters of the moment', async () => {
      const model = await loadModel(await tinyBert(), { seed: 3, dimensions: 5 });
      const folder = await mkdtemp(join(tmpdir(), 'finetune-gate-test-'));
      const { architecture } = model;
      const owned = tf.memory().numTensors;
      const before = await bothWays(model);
      const tokens = await tokenizeTexts(model, TEXTS);
      startTuning(model, { tune, seed: 1 });
      expect(largestDifference(await bothWays(model), before)).toBeLessThan(1e-6);
      await train(model, tune, tokens);
      const first = { embeddings: await bothWays(model), weights: snapshot(model, tune) };
      expect(largestDifference(first.embeddings, before)).toBeGreaterThan(0.01);
      await saveCheckpoint(folder, model, tune, { epoch: 1 });
      await train(model, tune, tokens);
      const second = await bothWays(model);
      expect(largestDifference(second, first.embeddings)).toBeGreaterThan(0.01);
      restore(model, first.weights);
      expect(await bothWays(model)).toEqual(first.embeddings);
      await train(model, tune, tokens);
      // With adapters, it puts on new ones.
      await loadCheckpoint(folder, model);
      expect(await bothWays(model)).toEqual(first.embeddings);
      finishTuning(model);
      expect(architecture.transformer?.adapters.variables.size).toBe(0);
      expect(largestDifference(await bothWays(model), first.embeddings)).toBeLessThan(1e-5);
      expect(tf.memory().numTensors).toBe(owned);
      model.dispose();
    });
  },
);

it('a head that trains over a base in int8 is computed in floats, with the weights of the moment', async () => {
  const model = await loadModel(await tinyBert(), { seed: 3, dimensions: 5, precision: 'int8' });
  const base = (await encodeTexts(model, engine, TEXTS, { stage: 'base' })).embeddings;
  await bothWays(model);
  const inputs = { kind: 'features', features: base, dimensions: model.baseDimensions } as const;
  const options = trainOptions.parse({ loss: 'contrastive', batch_size: 2, epochs: 3, learning_rate: 0.05 });
  const examples = {
    texts: [Int32Array.of(0, 1, 2), Int32Array.of(3, 4, 1)],
    labels: Float32Array.of(1, 0, 1),
  };
  for await (const _ of training({ engine, model, options, examples, inputs }));
  const full = await bothWays(model);
  expect(largestDifference(await applyHeadTo(model, engine, base, TEXTS.length), full)).toBeLessThan(1e-6);
  const [weight, bias] = [await model.head!.weight.data(), await model.head!.bias!.data()];
  const expected = TEXTS.flatMap((_, text) =>
    Array.from(bias, (shift, out) => {
      const own = base.subarray(text * model.baseDimensions, (text + 1) * model.baseDimensions);
      return Math.tanh(own.reduce((sum, x, i) => sum + x * weight[out * own.length + i]!, shift));
    }),
  );
  expect(largestDifference(full, expected)).toBeLessThan(1e-6);
  model.dispose();
});
