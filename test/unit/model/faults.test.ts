import { rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../../../src/model/load.ts';
import { changed, DENSE_WEIGHTS, removed, withDense, withTable, withWeights } from './broken.ts';
import { randomTensor, temporaryFolder, tinyBert, tinyBertWeights, tinyStatic } from './tiny.ts';

const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:00';
const WORDS = 'embeddings.word_embeddings.weight';
const POSITIONS = 'embeddings.position_embeddings.weight';

type Fault = [name: string, folder: () => Promise<string>, file: string, message: RegExp];

const faults: Record<string, Fault[]> = {
  MODEL_NOT_FOUND: [
    ['no folder', async () => '/nonexistent/model', '', /no model folder/],
    ['an empty folder', temporaryFolder, 'config.json', /no config.json/],
    ['no config.json', () => removed('config.json'), 'config.json', /no config.json/],
    ['no weights', () => removed('model.safetensors'), 'model.safetensors', /no model.safetensors/],
    ['no tokenizer', () => removed('tokenizer.json'), 'tokenizer.json', /no tokenizer.json/],
    ['no pooling', () => removed('1_Pooling/config.json'), '1_Pooling/config.json', /no 1_Pooling/],
  ],
  DATA_LFS_POINTER: [
    ['weights', () => changed('model.safetensors', POINTER), 'model.safetensors', /LFS/],
    ['a config', () => changed('config.json', POINTER), 'config.json', /LFS/],
  ],
  SAFETENSORS_INVALID: [
    ['torn weights', () => changed('model.safetensors', '12345678{'), 'model.safetensors', /header claims/],
  ],
  MODEL_INVALID: [
    [
      'no JSON',
      () => changed('config.json', '{"a": hunter2'),
      'config.json',
      /^config.json is not valid JSON.$/,
    ],
    ['a list', () => changed('config.json', []), 'config.json', /JSON object/],
    ['no modules', () => changed('modules.json', []), 'modules.json', /no list/],
    ['no path', () => changed('modules.json', [{ type: 'a.Transformer' }]), 'modules.json', /type and path/],
    [
      'a missing weight',
      () => withWeights(tensors => tensors.delete('encoder.layer.1.output.dense.bias')),
      'model.safetensors',
      /encoder.layer.1.output.dense.bias: expected \[8\], it is missing/,
    ],
    [
      'a misshapen weight',
      () => withWeights(tensors => tensors.set(POSITIONS, randomTensor([8, 20], 1))),
      'model.safetensors',
      /position_embeddings.weight: expected \[20,8\], it is \[8,20\]/,
    ],
    [
      'a config of another size',
      () => tinyBert({ config: { intermediate_size: 32 } }),
      'model.safetensors',
      /intermediate.dense.weight: expected \[32,8\], it is \[16,8\]/,
    ],
    [
      'fewer rows than the tokenizer has ids',
      () =>
        tinyBert({
          config: { vocab_size: 30 },
          tensors: tinyBertWeights().set(WORDS, randomTensor([30, 8], 1)),
        }),
      'model.safetensors',
      /ids up to \d+, the embedding table only 30 rows/,
    ],
    [
      'an unknown default prompt',
      () => changed('config_sentence_transformers.json', { prompts: {}, default_prompt_name: 'toString' }),
      'config_sentence_transformers.json',
      /default_prompt_name "toString"/,
    ],
    ['Dense of another width', () => withDense({ in_features: 9 }), '2_Dense/config.json', /in_features 8/],
    [
      'Dense without its bias',
      () => withDense({}, new Map([...DENSE_WEIGHTS].slice(0, 1))),
      '2_Dense/model.safetensors',
      /linear.bias: expected \[3\], it is missing/,
    ],
    [
      'no table',
      () => withTable({ other: [2, 2] }),
      'model.safetensors',
      /expected \[words, dimensions\], it is missing/,
    ],
    ['a flat table', () => withTable({ embeddings: [8] }), 'model.safetensors', /it is \[8\]/],
  ],
  MODEL_UNSUPPORTED: [
    [
      'a masked language model',
      () => changed('sentence_bert_config.json', { transformer_task: 'fill-mask' }),
      'sentence_bert_config.json',
      /fill-mask/,
    ],
    [
      'an unknown module',
      () =>
        tinyBert({
          modules: [
            ['Pooling', '1_Pooling'],
            ['LSTM', '2'],
          ],
        }),
      'modules.json',
      /LSTM/,
    ],
    [
      'an unknown encoder',
      () => changed('modules.json', [{ type: 'x.CLIPModel', path: '' }]),
      'modules.json',
      /CLIPModel/,
    ],
    [
      'a prototype’s name',
      () => changed('modules.json', [{ type: 'constructor', path: '' }]),
      'modules.json',
      /constructor/,
    ],
    [
      'pooling twice',
      () =>
        tinyBert({
          modules: [
            ['Pooling', '1_Pooling'],
            ['Pooling', ''],
          ],
        }),
      'modules.json',
      /Pooling/,
    ],
    [
      'Dense first',
      () =>
        tinyBert({
          modules: [
            ['Dense', ''],
            ['Pooling', '1_Pooling'],
          ],
        }),
      'modules.json',
      /Dense/,
    ],
    [
      'pooling over a static model',
      () =>
        changed(
          'modules.json',
          [
            { type: 'a.StaticEmbedding', path: '' },
            { type: 'a.Pooling', path: '1' },
          ],
          tinyStatic(),
        ),
      'modules.json',
      /Pooling/,
    ],
    ['a residual', () => withDense({ use_residual: true }), '2_Dense/config.json', /use_residual/],
    [
      'token input',
      () => withDense({ module_input_name: 'token_embeddings' }),
      '2_Dense/config.json',
      /module_input_name/,
    ],
    [
      'foreign code',
      () => withDense({ activation_function: 'evil.Tanh' }),
      '2_Dense/config.json',
      /evil.Tanh/,
    ],
  ],
  PATH_OUTSIDE: [
    [
      'a module',
      () => tinyBert({ modules: [['Pooling', '../../etc']] }),
      '../../etc/config.json',
      /leads out/,
    ],
  ],
};

describe.each(Object.entries(faults))('%s', (code, rows) => {
  it.each(rows)('%s', async (_, make, file, message) => {
    const folder = await make();
    const before = tf.memory().numTensors;
    await expect(loadModel(folder, { seed: 1, dimensions: 4 })).rejects.toMatchObject({
      code,
      place: { file: path.join(folder, file) },
      message: expect.stringMatching(message),
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a model folder', () => {
  it('with pickled weights: says what to do', async () => {
    const pickled = await removed('model.safetensors');
    await writeFile(path.join(pickled, 'pytorch_model.bin'), '');
    await expect(loadModel(pickled, { seed: 1 })).rejects.toMatchObject({
      remedy: expect.stringMatching(/Convert/),
    });
  });

  it('with a link out of it: refused, unless the link stays in the root given', async () => {
    const folder = await tinyBert();
    const outside = await temporaryFolder();
    await rename(path.join(folder, 'tokenizer_config.json'), path.join(outside, 'credentials.json'));
    await symlink(path.join(outside, 'credentials.json'), path.join(folder, 'tokenizer_config.json'));
    await expect(loadModel(folder, { seed: 1 })).rejects.toMatchObject({ code: 'PATH_OUTSIDE' });
    (await loadModel(folder, { seed: 1, root: path.dirname(outside) })).dispose();
  });

  it('with less room than its special tokens take: a fault of the configuration', async () => {
    await expect(loadModel(await tinyBert(), { seed: 1, maxLength: 2 })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'A max_length of 2 leaves no room for text beside 2 special tokens.',
    });
  });
});
