import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Dense } from '../../../../src/model/dense.ts';
import type { EmbeddingModel } from '../../../../src/model/embedding-model.ts';
import { encodeTexts } from '../../../../src/model/encode.ts';
import { loadModel } from '../../../../src/model/load.ts';
import { writeSafetensors } from '../../../../src/model/safetensors.ts';
import { describeShared } from '../../../shared.ts';
import { quantized } from '../raw-safetensors.ts';
import {
  apart,
  engine,
  largestDifference,
  randomTensor,
  tinyBert,
  tinyBertWeights,
  tinyStatic,
  VOCABULARY,
  writeJson,
} from '../tiny.ts';
import { TINY_NAMES, TINY_TRANSFORMERS, tinyTransformer, tinyWeights } from '../tiny-transformers.ts';
import { exported, readModel, runFile } from './run.ts';

/** Ragged, with one that is cut at the longest, one of a single word, and one without any. */
const TEXTS = ['my order', 'where is the refund? '.repeat(9), 'a', '', 'how do i change it'];

const NAMES = ['bert', ...TINY_NAMES] as const;
const FLAGS = {
  mean: 'pooling_mode_mean_tokens',
  cls: 'pooling_mode_cls_token',
  max: 'pooling_mode_max_tokens',
};
type Mode = keyof typeof FLAGS;

const folderOf = (name: (typeof NAMES)[number], mode: Mode = 'mean') => {
  const pooling = { [FLAGS[mode]]: true };
  return name === 'bert' ? tinyBert({ pooling }) : tinyTransformer(name, { pooling });
};

async function expected(model: EmbeddingModel, texts: readonly string[]): Promise<Float32Array> {
  return (await encodeTexts(model, engine, texts, { stage: 'full' })).embeddings;
}

const tokensOf = (model: EmbeddingModel, texts: readonly string[]) =>
  texts.map(text => model.tokenizer.encode(text, model.maxLength));

/** Compares what the file gives with what the model gives, for texts side by side and one by one. */
async function compare(model: EmbeddingModel, texts = TEXTS): Promise<void> {
  const file = await exported(model);
  const want = await expected(model, texts);
  const tokens = tokensOf(model, texts);
  const { sentences, dims } = await runFile(file, { tokens, padId: model.tokenizer.padId });
  const width = Math.max(...tokens.map(row => row.length));
  expect(dims).toEqual({
    sentences: [texts.length, model.dimensions],
    tokens: [texts.length, width, model.architecture.hidden],
  });
  expect(largestDifference(sentences, want)).toBeLessThan(1e-5);
  for (const [i, row] of tokens.entries()) {
    const alone = await runFile(file, { tokens: [row] });
    const own = want.subarray(i * model.dimensions, (i + 1) * model.dimensions);
    expect(largestDifference(alone.sentences, own), `“${texts[i]}” alone`).toBeLessThan(1e-5);
  }
}

describe.each(NAMES)('the graph of %s', name => {
  it.each(['mean', 'cls', 'max'] as const)('gives the embeddings of the model (%s)', async mode => {
    const model = await loadModel(await folderOf(name, mode), { seed: 1, dimensions: 5 });
    model.head!.bias!.assign(tf.tensor1d([-0.4, 0.3, 0.1, -0.2, 0.5]));
    await compare(model);
    model.dispose();
  });

  it('gives the encoder’s own output beside it, whatever the padding and its side', async () => {
    const model = await loadModel(await folderOf(name), { seed: 1 });
    const file = await exported(model);
    const tokens = tokensOf(model, ['how do i change it', 'a']);
    const ran = await runFile(file, { tokens, padId: 7 });
    const own = model.architecture.tokenEmbeddings(apart([tokens[0]!]));
    const [places, hidden] = [tokens[0]!.length, model.architecture.hidden];
    expect(
      largestDifference(ran.tokens.subarray(0, places * hidden), own.dataSync().subarray(0, places * hidden)),
    ).toBeLessThan(1e-5);
    const other = await runFile(file, { tokens, padId: 11 });
    expect(largestDifference(other.sentences, ran.sentences)).toBeLessThan(1e-6);
    // BERT's positions, and DistilBERT's, are places of the row, in transformers as well.
    if (name === 'bert' || name === 'distilbert') return;
    const left = await runFile(file, { tokens, padId: 7, side: 'left' });
    expect(largestDifference(left.sentences, ran.sentences)).toBeLessThan(2e-6);
  });

  it('takes the longest text, and a single token', async () => {
    const folder = await folderOf(name);
    await rm(path.join(folder, 'sentence_bert_config.json'));
    const model = await loadModel(folder, { seed: 1 });
    expect(model.maxLength).toBe(name === 'bert' ? 20 : TINY_TRANSFORMERS[name].limit);
    await compare(model, ['where is my order '.repeat(20)]);
    const single = model.base(apart([Int32Array.of(9)])).dataSync();
    const { sentences } = await runFile(await exported(model), { tokens: [[9]] });
    expect(largestDifference(sentences, single)).toBeLessThan(1e-5);
    model.dispose();
  });

  it('has operators of ONNX alone, old enough for browsers, and sizes by name', async () => {
    const model = await loadModel(await folderOf(name), { seed: 1, dimensions: 5 });
    const read = readModel(await readFile(await exported(model)));
    expect(read.irVersion).toBeLessThanOrEqual(8);
    expect(read.opsets).toEqual([{ domain: '', version: 17 }]);
    expect(read.operators.length).toBeGreaterThan(40);
    expect(read.operators.filter(({ domain }) => domain !== '')).toEqual([]);
    const typed = name === 'bert' || name === 'jina-bert';
    expect(read.inputs).toEqual(
      ['input_ids', 'attention_mask', ...(typed ? ['token_type_ids'] : [])].map(input => ({
        name: input,
        dims: ['batch', 'length'],
      })),
    );
    expect(read.outputs).toEqual([
      { name: 'last_hidden_state', dims: ['batch', 'length', model.architecture.hidden] },
      { name: 'sentence_embedding', dims: ['batch', 5] },
    ]);
    model.dispose();
  });
});

describe('the graph', () => {
  it.each(['identity', 'relu', 'gelu', 'sigmoid', 'tanh'] as const)(
    'has the base’s dense (%s) and normalize, and the head after them',
    async activation => {
      const folder = await tinyBert({
        modules: [
          ['Pooling', '1_Pooling'],
          ['Dense', '2_Dense'],
          ['Normalize', '3_Normalize'],
        ],
      });
      const torch = { identity: 'linear.Identity', relu: 'activation.ReLU', gelu: 'activation.GELU' };
      const named = { ...torch, sigmoid: 'activation.Sigmoid', tanh: 'activation.Tanh' }[activation];
      const bias = activation !== 'identity';
      await writeJson(folder, '2_Dense/config.json', {
        in_features: 8,
        out_features: 3,
        bias,
        activation_function: `torch.nn.modules.${named}`,
      });
      const tensors = new Map([['linear.weight', randomTensor([3, 8], 1)]]);
      if (bias) tensors.set('linear.bias', randomTensor([3], 2, 0.5, 0.3));
      await writeSafetensors(path.join(folder, '2_Dense/model.safetensors'), tensors);
      const model = await loadModel(folder, { seed: 1, dimensions: 4 });
      await compare(model);
      await compare({ ...model, head: null, dimensions: 3, applyHead: x => x });
      // The base's last module is normalize, which the head must not undo or repeat.
      const head = new Dense(model.head!.weight, model.head!.bias, 'identity');
      await compare({ ...model, head, applyHead: x => head.apply(x) });
      model.dispose();
    },
  );

  it.each(['gelu_new', 'relu'])('has the activation %s', async hidden_act => {
    const model = await loadModel(await tinyBert({ config: { hidden_act } }), { seed: 1 });
    const other = await loadModel(await tinyBert(), { seed: 1 });
    expect(largestDifference(await expected(model, TEXTS), await expected(other, TEXTS))).toBeGreaterThan(
      1e-5,
    );
    await compare(model);
    model.dispose();
    other.dispose();
  });

  it('adds each token’s own type', async () => {
    const model = await loadModel(await tinyBert(), { seed: 1 });
    const file = await exported(model);
    const tokens = tokensOf(model, ['where is my order', 'order', 'refund']);
    const order = VOCABULARY.indexOf('order');
    const types = tokens.map(row => [...row].map(id => (id === order ? 1 : 0)));
    const { sentences } = await runFile(file, { tokens, types });
    model.dispose();
    // The same as a word that differs by what tells the types apart.
    const tensors = tinyBertWeights();
    const words = tensors.get('embeddings.word_embeddings.weight')!.values;
    const rows = tensors.get('embeddings.token_type_embeddings.weight')!.values;
    for (let i = 0; i < 8; i++) words[order * 8 + i]! += rows[8 + i]! - rows[i]!;
    const moved = await loadModel(await tinyBert({ tensors }), { seed: 1 });
    const want = await expected(moved, ['where is my order', 'order', 'refund']);
    expect(largestDifference(sentences, want)).toBeLessThan(1e-5);
    const plain = await runFile(file, { tokens });
    expect(largestDifference(sentences, plain.sentences)).toBeGreaterThan(1e-3);
    moved.dispose();
  });

  it.each(['mpnet', 'jina-bert'] as const)('knows distances beyond the last bucket (%s)', async name => {
    const tensors = tinyWeights(name);
    const positions = 'embeddings.position_embeddings.weight';
    if (tensors.has(positions)) tensors.set(positions, randomTensor([302, 12], 8));
    const config = { max_position_embeddings: 302 };
    const folder = await tinyTransformer(name, { tensors, config });
    await rm(path.join(folder, 'sentence_bert_config.json'));
    const model = await loadModel(folder, { seed: 1, maxLength: 300 });
    await compare(model, ['where is my order ? '.repeat(80), 'refund']);
    model.dispose();
  });

  it('has adapters only once they are merged, as every copy that is saved', async () => {
    const model = await loadModel(await tinyBert(), { seed: 1 });
    const { adapters } = model.architecture.transformer!;
    adapters.add(2, 1);
    for (const [, variable] of adapters.variables)
      variable.assign(tf.randomUniform(variable.shape, -0.5, 0.5, 'float32', 3));
    const before = await expected(model, TEXTS);
    adapters.merge();
    const { sentences } = await runFile(await exported(model), { tokens: tokensOf(model, TEXTS) });
    expect(largestDifference(sentences, before)).toBeLessThan(1e-5);
    model.dispose();
  });
});

describe('the graph of a static model', () => {
  const forms: [string, () => Promise<string>][] = [
    ['one table', () => tinyStatic()],
    ['a normalized table', () => tinyStatic({ normalize: true })],
    ['weights and a mapping, unknown words left out', () => quantized()],
  ];
  it.each(forms)('of %s gives the embeddings of the model', async (_, make) => {
    for (const dimensions of [undefined, 3]) {
      const model = await loadModel(await make(), { seed: 1, ...(dimensions && { dimensions }) });
      const texts = [...TEXTS, 'my § order', '§', 'refund '.repeat(700)];
      await compare(model, texts);
      model.dispose();
    }
  });

  it('leaves out the unknown words that a tokenizer of others does not', async () => {
    const model = await loadModel(await quantized(), { seed: 1, dimensions: 3 });
    const { droppedId } = model.tokenizer;
    const [order] = tokensOf(model, ['my order']);
    const tokens = [[order![0]!, droppedId!, order![1]!], [droppedId!]];
    const { sentences } = await runFile(await exported(model), { tokens });
    expect(largestDifference(sentences, await expected(model, ['my order', '']))).toBeLessThan(1e-5);
    model.dispose();
  });
});

describeShared('the graph against PyTorch', shared => {
  it.each(['bert', 'roberta', 'mpnet', 'jina'])('%s gives the same embeddings', async name => {
    const folder = path.join(shared, 'golden', name);
    const golden: { input_ids: number[][]; embeddings: number[][] } = JSON.parse(
      readFileSync(path.join(folder, 'golden.json'), 'utf8'),
    );
    const model = await loadModel(folder, { seed: 1 });
    const { sentences } = await runFile(await exported(model), {
      tokens: golden.input_ids,
      padId: model.tokenizer.padId,
    });
    expect(largestDifference(sentences, golden.embeddings.flat())).toBeLessThan(1e-5);
    model.dispose();
  });
});
