import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { encodeTexts } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import { saveModel } from '../../../src/model/save.ts';
import { engine, largestDifference, randomTensor, temporaryFolder, tinyBert, together } from './tiny.ts';
import { TINY_NAMES, tinyTransformer } from './tiny-transformers.ts';

const TEXTS = ['my order', 'where is the refund?', 'how do i change it', ''];
const RANK = 3;

const embed = async (model: EmbeddingModel) =>
  (await encodeTexts(model, engine, TEXTS, { stage: 'base' })).embeddings;

const adaptersOf = (model: EmbeddingModel) => model.architecture.transformer!.adapters;

/** As after training: numbers everywhere. */
function scramble(model: EmbeddingModel): void {
  let seed = 1;
  for (const variable of adaptersOf(model).variables.values())
    tf.tidy(() =>
      variable.assign(tf.tensor(randomTensor(variable.shape, seed++, 0.3).values, variable.shape)),
    );
}

describe.each([
  ['bert', () => tinyBert()] as const,
  ...TINY_NAMES.map(name => [name, () => tinyTransformer(name)] as const),
])('adapters of %s', (_, folder) => {
  it('change nothing until they train, and nothing when they are merged', async () => {
    const model = await loadModel(await folder(), { seed: 1 });
    const plain = await embed(model);
    const adapters = adaptersOf(model);
    expect(adapters.variables.size).toBe(0);
    const before = tf.memory().numTensors;
    adapters.add(RANK, 7);
    expect(await embed(model)).toEqual(plain);
    // A and B for query and value of two layers.
    expect(adapters.variables.size).toBe(8);
    scramble(model);
    const trained = await embed(model);
    expect(largestDifference(trained, plain)).toBeGreaterThan(1e-2);
    adapters.merge();
    expect(largestDifference(await embed(model), trained)).toBeLessThan(1e-5);
    expect(adapters.variables.size).toBe(0);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('are merged on saving into a plain model', async () => {
    const model = await loadModel(await folder(), { seed: 1 });
    adaptersOf(model).add(RANK, 7);
    scramble(model);
    const trained = await embed(model);
    const into = path.join(await temporaryFolder(), 'model');
    await saveModel(model, into, '');
    expect(await readFile(path.join(into, 'model.safetensors'), 'latin1')).not.toContain('lora');
    const saved = await loadModel(into, { seed: 1 });
    expect(largestDifference(await embed(saved), trained)).toBeLessThan(1e-5);
    saved.dispose();
    model.dispose();
  });

  it('have the gradient that the chain rule gives them from the weights’ own', async () => {
    const model = await loadModel(await folder(), { seed: 1 });
    const adapters = adaptersOf(model);
    adapters.add(RANK, 7);
    scramble(model);
    const pairs = new Map([...adapters.variables].map(([name, variable]) => [name, variable.clone()]));
    const batch = together(TEXTS.map(text => model.tokenizer.encode(text, 16)));
    const direction = tf.randomUniform([TEXTS.length, model.dimensions], -1, 1, 'float32', 5);
    const gradients = (variables: ReadonlyMap<string, tf.Variable>) => {
      const { grads } = tf.variableGrads(
        () => tf.sum(tf.mul(model.base(batch), direction)) as tf.Scalar,
        [...variables.values()],
      );
      return new Map([...variables].map(([name, variable]) => [name, grads[variable.name]!]));
    };
    const own = gradients(adapters.variables);
    adapters.merge();
    const merged = gradients(model.architecture.variables);
    for (const name of pairs.keys()) {
      const [layer, part] = name.split('.lora_') as [string, string];
      const ofWeight = merged.get(`${layer}.weight`) as tf.Tensor2D;
      const [down, up] = ['A', 'B'].map(x => pairs.get(`${layer}.lora_${x}.weight`) as tf.Tensor2D);
      // W′ = W + 2·B·A
      const expected =
        part === 'A.weight'
          ? tf.mul(tf.matMul(up!, ofWeight, true), 2)
          : tf.mul(tf.matMul(ofWeight, down!, false, true), 2);
      expect(own.get(name)!.shape).toEqual(expected.shape);
      expect(largestDifference(own.get(name)!.dataSync(), expected.dataSync()), name).toBeLessThan(1e-4);
      expect(tf.max(tf.abs(expected)).dataSync()[0], name).toBeGreaterThan(1e-2);
    }
    model.dispose();
  });
});

describe('Adapters', () => {
  it('start the same for the same seed, within their bounds', async () => {
    const model = await loadModel(await tinyBert(), { seed: 1 });
    const adapters = adaptersOf(model);
    const starts = [1, 1, 2].map(seed => {
      adapters.add(RANK, seed);
      return [...adapters.variables].map(([name, variable]) => [name, [...variable.dataSync()]] as const);
    });
    expect(starts[1]).toEqual(starts[0]);
    expect(starts[2]).not.toEqual(starts[0]);
    for (const [name, values] of starts[0]!) {
      const largest = Math.max(...values.map(Math.abs));
      if (name.includes('lora_B')) expect(largest, name).toBe(0);
      else {
        expect(largest, name).toBeLessThanOrEqual(1 / Math.sqrt(8));
        expect(largest, name).toBeGreaterThan(0.5 / Math.sqrt(8));
      }
    }
    model.dispose();
  });

  it('are freed with the model', async () => {
    const before = tf.memory().numTensors;
    const model = await loadModel(await tinyBert(), { seed: 1, dimensions: 4 });
    adaptersOf(model).add(RANK, 1);
    adaptersOf(model).add(RANK + 1, 1);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
