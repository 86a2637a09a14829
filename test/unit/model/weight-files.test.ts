import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { encodeTexts } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import { readSafetensors, writeSafetensors } from '../../../src/model/safetensors.ts';
import { saveModel } from '../../../src/model/save.ts';
import { engine, randomTensor, temporaryFolder, tinyBert, tinyBertWeights, writeJson } from './tiny.ts';

const INDEX = 'model.safetensors.index.json';
const shardName = (i: number) => `model-0000${i + 1}-of-00003.safetensors`;
const WORDS = 'embeddings.word_embeddings.weight';

type WeightMap = Record<string, unknown>;

/** A BERT in three shards; `change` may tamper with the index. */
async function sharded(change: (map: WeightMap) => unknown = map => ({ weight_map: map })): Promise<string> {
  const folder = await tinyBert();
  await rm(path.join(folder, 'model.safetensors'));
  const tensors = [...tinyBertWeights().set('pooler.dense.bias', randomTensor([8], 5))];
  const map: WeightMap = {};
  for (const i of [0, 1, 2]) {
    const own = tensors.filter((_, at) => at % 3 === i);
    for (const [name] of own) map[name] = shardName(i);
    await writeSafetensors(path.join(folder, shardName(i)), new Map(own));
  }
  await writeJson(folder, INDEX, change(map));
  return folder;
}

describe('weights in shards', () => {
  it('are those of one file, and are saved as one', async () => {
    const texts = ['where is my order?', 'a late refund'];
    const whole = await loadModel(await tinyBert(), { seed: 1 });
    const folder = await sharded(weight_map => ({ metadata: { total_size: 1 }, weight_map }));
    const model = await loadModel(folder, { seed: 1 });
    const [a, b] = [
      await encodeTexts(whole, engine, texts, { stage: 'full' }),
      await encodeTexts(model, engine, texts, { stage: 'full' }),
    ];
    expect(b.embeddings).toEqual(a.embeddings);
    const into = path.join(await temporaryFolder(), 'model');
    // A model with shards was there before.
    await mkdir(into);
    for (const name of [INDEX, 'modules.json', shardName(0)]) await writeFile(path.join(into, name), '{}');
    await saveModel(model, into, '');
    const files = await readdir(into);
    expect(files.filter(name => name.startsWith('model'))).toEqual(['model.safetensors']);
    const saved = await readSafetensors(path.join(into, 'model.safetensors'));
    expect([...saved.keys()].sort()).toEqual([...tinyBertWeights().keys(), 'pooler.dense.bias'].sort());
    whole.dispose();
    model.dispose();
  });

  it('are part of the model’s hash', async () => {
    const hash = async (folder: string) => {
      const model = await loadModel(folder, { seed: 1 });
      model.dispose();
      return model.weightsHash;
    };
    const folder = await sharded();
    const before = await hash(folder);
    expect(await hash(await sharded())).toBe(before);
    const file = path.join(folder, shardName(2));
    const tensors = await readSafetensors(file);
    tensors.values().next().value!.values[0]! += 1;
    await writeSafetensors(file, tensors);
    expect(await hash(folder)).not.toBe(before);
  });

  const without = (map: WeightMap, name: string) =>
    Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));

  it.each([
    ['no map', () => ({}), 'MODEL_INVALID', INDEX, /no weight_map/],
    ['an empty map', () => ({ weight_map: {} }), 'MODEL_INVALID', INDEX, /no weight_map/],
    ['a list', () => ({ weight_map: ['a'] }), 'MODEL_INVALID', INDEX, /no weight_map/],
    ['no JSON', () => '{"weight_map": ', 'MODEL_INVALID', INDEX, /not valid JSON/],
    [
      'a number for a file',
      (map: WeightMap) => ({ weight_map: { ...map, [WORDS]: 3 } }),
      'MODEL_INVALID',
      INDEX,
      /names no safetensors file for embeddings.word/,
    ],
    [
      'a pickle',
      (map: WeightMap) => ({ weight_map: { ...map, [WORDS]: 'pytorch_model.bin' } }),
      'MODEL_INVALID',
      INDEX,
      /names no safetensors file/,
    ],
    [
      'a file that is not there',
      (map: WeightMap) => ({ weight_map: { ...map, [WORDS]: 'other.safetensors' } }),
      'MODEL_NOT_FOUND',
      'other.safetensors',
      /no other.safetensors/,
    ],
    [
      'a file outside',
      (map: WeightMap) => ({ weight_map: { ...map, [WORDS]: '../../other.safetensors' } }),
      'PATH_OUTSIDE',
      '../../other.safetensors',
      /leads out/,
    ],
    [
      'a tensor in another file',
      (map: WeightMap) => ({ weight_map: { ...map, extra: shardName(1) } }),
      'MODEL_INVALID',
      shardName(1),
      /does not hold extra/,
    ],
    [
      'a tensor that it does not list',
      (map: WeightMap) => ({ weight_map: without(map, WORDS) }),
      'MODEL_INVALID',
      shardName(0),
      /holds embeddings.word_embeddings.weight, which the index does not say/,
    ],
  ])('with an index of %s are refused', async (_, change, code, file, message) => {
    const folder = await sharded(change);
    const before = tf.memory().numTensors;
    await expect(loadModel(folder, { seed: 1 })).rejects.toMatchObject({
      code,
      place: { file: path.join(folder, file) },
      message: expect.stringMatching(message),
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are refused when a shard is torn', async () => {
    const folder = await sharded();
    await writeFile(path.join(folder, shardName(1)), '12345678{');
    await expect(loadModel(folder, { seed: 1 })).rejects.toMatchObject({ code: 'SAFETENSORS_INVALID' });
  });
});
