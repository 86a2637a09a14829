import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { encodeTexts } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import { readSafetensors, writeSafetensors } from '../../../src/model/safetensors.ts';
import { saveModel } from '../../../src/model/save.ts';
import {
  engine,
  largestDifference,
  randomTensor,
  temporaryFolder,
  tinyBert,
  tinyBertWeights,
  tinyStatic,
  tinyTokenizer,
  VOCABULARY,
  writeJson,
} from './tiny.ts';
import { tinyTransformer } from './tiny-transformers.ts';

const TEXTS = ['how do i reset my password?', '', 'where is my order '.repeat(6), 'refund', '§'];
const json = async (...names: string[]) => JSON.parse(await readFile(path.join(...names), 'utf8'));

async function plainStatic(): Promise<string> {
  const folder = await temporaryFolder();
  await writeJson(folder, '0_StaticEmbedding/tokenizer.json', tinyTokenizer({ special: false }));
  const table = randomTensor([VOCABULARY.length, 6], 5);
  await writeSafetensors(
    path.join(folder, '0_StaticEmbedding/model.safetensors'),
    new Map([['embedding.weight', table]]),
  );
  await writeJson(folder, 'modules.json', [
    { idx: 0, name: '0', path: '0_StaticEmbedding', type: 's.StaticEmbedding' },
  ]);
  return folder;
}

async function bertWithDense(): Promise<string> {
  const folder = await tinyBert({
    modules: [
      ['Pooling', '1_Pooling'],
      ['Dense', '2_Dense'],
      ['Normalize', '3_Normalize'],
    ],
    pooling: { pooling_mode: 'cls' },
  });
  await writeJson(folder, '2_Dense/config.json', {
    in_features: 8,
    out_features: 3,
    bias: false,
    activation_function: 'torch.nn.modules.linear.Identity',
  });
  await writeSafetensors(
    path.join(folder, '2_Dense/model.safetensors'),
    new Map([['linear.weight', randomTensor([3, 8], 1)]]),
  );
  return folder;
}

const prompted = async () => {
  const folder = await tinyBert();
  await writeJson(folder, 'config_sentence_transformers.json', {
    prompts: { q: 'what is ' },
    default_prompt_name: 'q',
  });
  return folder;
};

const cases: [string, () => Promise<string>, string[], { maxLength?: number; dimensions?: number }][] = [
  ['BERT', () => tinyBert(), ['Transformer:', 'Pooling:1_Pooling'], {}],
  [
    'BERT and a head',
    () => tinyBert(),
    ['Transformer:', 'Pooling:1_Pooling', 'Dense:2_Dense'],
    { dimensions: 5, maxLength: 9 },
  ],
  ['BERT with a prompt', prompted, ['Transformer:', 'Pooling:1_Pooling'], {}],
  [
    'BERT, its own modules and a head',
    bertWithDense,
    ['Transformer:', 'Pooling:1_Pooling', 'Dense:2_Dense', 'Normalize:3_Normalize', 'Dense:4_Dense'],
    { dimensions: 4 },
  ],
  [
    'Model2Vec and a head',
    () => tinyStatic(),
    ['StaticEmbedding:.', 'Dense:1_Dense'],
    { dimensions: 5, maxLength: 7 },
  ],
  [
    'Model2Vec, normalized, and a head',
    () => tinyStatic({ normalize: true }),
    ['StaticEmbedding:.', 'Normalize:1_Normalize', 'Dense:2_Dense'],
    { dimensions: 3 },
  ],
  ['StaticEmbedding', plainStatic, ['StaticEmbedding:0_StaticEmbedding'], { maxLength: 4 }],
];

describe('saveModel', () => {
  it.each(cases)('%s loads again and gives the same embeddings', async (_, make, modules, options) => {
    const model = await loadModel(await make(), { seed: 1, ...options });
    // As after training: nothing may be taken from the base's files.
    for (const variable of [
      ...model.architecture.variables.values(),
      ...(model.head ? [model.head.bias!] : []),
    ]) {
      variable.assign(tf.add(variable, tf.randomUniform(variable.shape, -0.1, 0.1, 'float32', 9)));
    }
    const into = path.join(await temporaryFolder(), 'deep/model');
    await saveModel(model, into, '# card\n');
    const again = await loadModel(into, { seed: 2 });
    const [before, after] = [
      await encodeTexts(model, engine, TEXTS, { stage: 'full' }),
      await encodeTexts(again, engine, TEXTS, { stage: 'full' }),
    ];
    expect(largestDifference(before.embeddings, after.embeddings)).toBeLessThan(1e-6);
    expect([after.dimensions, after.tokens, again.maxLength]).toEqual([
      before.dimensions,
      before.tokens,
      model.maxLength,
    ]);
    const list = (await json(into, 'modules.json')) as {
      type: string;
      path: string;
      idx: number;
      name: string;
    }[];
    expect(
      list.map(({ type, path }) => `${type.replace('sentence_transformers.models.', '')}:${path}`),
    ).toEqual(modules);
    expect(list.map(({ idx, name }) => [idx, name])).toEqual(list.map((_, i) => [i, `${i}`]));
    model.dispose();
    again.dispose();
  });

  it('writes what sentence-transformers reads', async () => {
    const tensors = new Map([...tinyBertWeights()].map(([name, tensor]) => [`bert.${name}`, tensor]));
    tensors.set('bert.pooler.dense.bias', randomTensor([8], 3));
    tensors.set('cls.predictions.bias', randomTensor([4], 3));
    const folder = await tinyBert({
      tensors,
      config: { torch_dtype: 'float16', architectures: ['BertForMaskedLM'], kept: 1 },
    });
    const model = await loadModel(folder, { seed: 1, dimensions: 5 });
    const into = path.join(await temporaryFolder(), 'model');
    await saveModel(model, into, '# card\n');
    expect((await readdir(into, { recursive: true })).sort()).toEqual([
      '1_Pooling',
      '1_Pooling/config.json',
      '2_Dense',
      '2_Dense/config.json',
      '2_Dense/model.safetensors',
      'README.md',
      'config.json',
      'config_sentence_transformers.json',
      'model.safetensors',
      'modules.json',
      'onnx',
      'onnx/model.onnx',
      'sentence_bert_config.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(await json(into, 'config_sentence_transformers.json')).toEqual({
      model_type: 'SentenceTransformer',
      __version__: { sentence_transformers: expect.any(String) },
      prompts: {},
      default_prompt_name: null,
      similarity_fn_name: 'cosine',
    });
    expect(await json(into, '2_Dense/config.json')).toEqual({
      in_features: 8,
      out_features: 5,
      bias: true,
      activation_function: 'torch.nn.modules.activation.Tanh',
    });
    expect(await json(into, '1_Pooling/config.json')).toMatchObject({
      word_embedding_dimension: 8,
      pooling_mode_mean_tokens: true,
      pooling_mode_cls_token: false,
      pooling_mode_max_tokens: false,
    });
    expect(await json(into, 'sentence_bert_config.json')).toEqual({
      max_seq_length: 16,
      do_lower_case: false,
    });
    expect(await json(into, 'config.json')).toMatchObject({
      dtype: 'float32',
      architectures: ['BertModel'],
      kept: 1,
    });
    expect(await json(into, 'config.json')).not.toHaveProperty('torch_dtype');
    const dense = await readSafetensors(path.join(into, '2_Dense/model.safetensors'));
    expect([...dense].map(([name, { shape }]) => [name, shape])).toEqual([
      ['linear.bias', [5]],
      ['linear.weight', [5, 8]],
    ]);
    const weights = await readSafetensors(path.join(into, 'model.safetensors'));
    expect([...weights.keys()].sort()).toEqual([...tinyBertWeights().keys(), 'pooler.dense.bias'].sort());
    expect(weights.get('pooler.dense.bias')).toEqual(tensors.get('bert.pooler.dense.bias'));
    expect(await readFile(path.join(into, 'README.md'), 'utf8')).toBe('# card\n');
    model.dispose();
  });

  it('keeps what transformers needs for a model with code of its own', async () => {
    const folder = await tinyTransformer('jina-bert');
    const kept = { model_args: { trust_remote_code: true }, processor_kwargs: { use_fast: true } };
    await writeJson(folder, 'sentence_bert_config.json', { max_seq_length: 16, stale: 1, ...kept });
    await writeJson(folder, 'special_tokens_map.json', { pad_token: '[PAD]' });
    const model = await loadModel(folder, { seed: 1 });
    const into = path.join(await temporaryFolder(), 'model');
    await saveModel(model, into, '');
    expect(await json(into, 'sentence_bert_config.json')).toEqual({
      max_seq_length: 16,
      do_lower_case: false,
      ...kept,
    });
    const config = await json(into, 'config.json');
    expect(config.auto_map).toEqual((await json(folder, 'config.json')).auto_map);
    expect(await json(into, 'special_tokens_map.json')).toEqual({ pad_token: '[PAD]' });
    model.dispose();
  });

  it('tells sentence-transformers of a static model’s limit in tokenizer.json, whatever was there', async () => {
    const folder = await tinyStatic();
    await writeJson(folder, 'tokenizer.json', {
      ...tinyTokenizer({ special: false }),
      truncation: { max_length: 3 },
      padding: { pad_id: 0 },
    });
    const [limited, free] = [
      await loadModel(folder, { seed: 1, maxLength: 6 }),
      await loadModel(folder, { seed: 1 }),
    ];
    const into = await temporaryFolder();
    await saveModel(limited, path.join(into, 'limited'), '');
    await saveModel(free, path.join(into, 'free'), '');
    expect(await json(into, 'limited/tokenizer.json')).toMatchObject({
      truncation: { max_length: 6 },
      padding: null,
    });
    expect(await json(into, 'free/tokenizer.json')).toMatchObject({ truncation: null, padding: null });
    expect([...(await readSafetensors(path.join(into, 'free/model.safetensors'))).keys()]).toEqual([
      'embeddings',
    ]);
    limited.dispose();
    free.dispose();
  });

  it('replaces an earlier model and an empty folder, even over a read-only base', async () => {
    const base = await tinyBert();
    await chmod(path.join(base, 'tokenizer.json'), 0o444);
    const model = await loadModel(base, { seed: 1 });
    const into = path.join(await temporaryFolder(), 'model');
    await mkdir(into);
    await saveModel(model, into, 'first');
    await writeFile(path.join(into, 'stale.txt'), '');
    await saveModel(model, into, 'second');
    expect(await readFile(path.join(into, 'README.md'), 'utf8')).toBe('second');
    expect(await readdir(into)).not.toContain('stale.txt');
    expect(await readdir(path.dirname(into))).toEqual(['model']);
    model.dispose();
  });

  it('does not replace a folder of other files, and leaves nothing behind', async () => {
    const model = await loadModel(await tinyBert(), { seed: 1 });
    const parent = await temporaryFolder();
    await writeJson(parent, 'work/thesis.txt', 'years of work');
    await expect(saveModel(model, path.join(parent, 'work'), '')).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
    await expect(saveModel(model, path.join(parent, 'work/thesis.txt/model'), '')).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
    const gone = {
      ...model,
      source: undefined,
      folder: path.join(parent, 'none'),
    } as unknown as typeof model;
    await expect(saveModel(gone, path.join(parent, 'out'), '')).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    expect((await readdir(parent, { recursive: true })).sort()).toEqual(['work', 'work/thesis.txt']);
    model.dispose();
  });

  it('writes the same bytes each time', async () => {
    const model = await loadModel(await tinyBert(), { seed: 1, dimensions: 5 });
    const into = await temporaryFolder();
    await saveModel(model, path.join(into, 'a'), 'card');
    await saveModel(model, path.join(into, 'b'), 'card');
    for (const name of await readdir(path.join(into, 'a'), { recursive: true })) {
      const [a, b] = await Promise.all(
        ['a', 'b'].map(copy => readFile(path.join(into, copy, name)).catch(() => null)),
      );
      expect(b, name).toEqual(a);
    }
    model.dispose();
  });
});
