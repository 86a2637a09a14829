import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { encodeTexts } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import type { TensorData } from '../../../src/model/safetensors.ts';
import { saveModel } from '../../../src/model/save.ts';
import { describeShared } from '../../shared.ts';
import {
  apart,
  engine,
  largestDifference,
  randomTensor,
  temporaryFolder,
  tinyBert,
  tinyBertWeights,
  together,
} from './tiny.ts';
import { LAYERS, TINY_NAMES, TINY_TRANSFORMERS, tinyTransformer, tinyWeights } from './tiny-transformers.ts';

const TEXTS = ['my order', 'where is the refund?', 'how do i change it', 'a', 'is it late, or what?', ''];

async function embed(model: EmbeddingModel, texts: readonly string[] = TEXTS): Promise<Float32Array> {
  const { embeddings } = await encodeTexts(model, engine, texts, { stage: 'full' });
  model.dispose();
  return embeddings;
}

describeShared('architectures against PyTorch', shared => {
  it.each(['roberta', 'mpnet', 'jina'])('%s gives the same embeddings', async name => {
    const folder = path.join(shared, 'golden', name);
    const golden: { texts: string[]; embeddings: number[][] } = JSON.parse(
      readFileSync(path.join(folder, 'golden.json'), 'utf8'),
    );
    const model = await loadModel(folder, { seed: 1 });
    expect(largestDifference(await embed(model, golden.texts), golden.embeddings.flat())).toBeLessThan(1e-5);
  });
});

describe.each(TINY_NAMES)('%s', name => {
  const tiny = TINY_TRANSFORMERS[name];

  it.each(['mean', 'cls', 'max'])(
    'gives packed texts what each gives alone, and the same gradients (%s)',
    async mode => {
      const pooling = { [`pooling_mode_${mode === 'cls' ? 'cls_token' : `${mode}_tokens`}`]: true };
      const model = await loadModel(await tinyTransformer(name, { pooling }), { seed: 1 });
      const tokens = TEXTS.map(text => model.tokenizer.encode(text, 16));
      const variables = [...model.architecture.variables.values()];
      const direction = tf.randomUniform([tokens.length, model.dimensions], -1, 1, 'float32', 5);
      const [padded, packed] = [apart(tokens), together(tokens)].map(batch => ({
        rows: batch[0].shape[0],
        embeddings: model.base(batch).dataSync(),
        ...tf.variableGrads(() => tf.sum(tf.mul(model.base(batch), direction)) as tf.Scalar, variables),
      }));
      expect(packed!.rows).toBeLessThan(padded!.rows);
      expect(largestDifference(packed!.embeddings, padded!.embeddings)).toBeLessThan(2e-6);
      for (const [weight, variable] of model.architecture.variables) {
        const [a, b] = [packed!, padded!].map(({ grads }) => grads[variable.name]!.dataSync());
        expect(largestDifference(a!, b!), weight).toBeLessThan(2e-5);
        // Softmax does not see what all scores of a row have in common.
        if (!/(key|\.k|k_lin)\.bias$/.test(weight))
          expect(Math.max(...a!.map(Math.abs)), weight).toBeGreaterThan(1e-4);
      }
      model.dispose();
    },
  );

  it('has the gradient of its value', async () => {
    const model = await loadModel(await tinyTransformer(name), { seed: 1 });
    const batch = together(TEXTS.map(text => model.tokenizer.encode(text, 16)));
    const direction = tf.randomUniform([TEXTS.length, model.dimensions], -1, 1, 'float32', 5);
    const loss = () => tf.sum(tf.mul(model.base(batch), direction)) as tf.Scalar;
    const { grads } = tf.variableGrads(loss, [...model.architecture.variables.values()]);
    for (const [weight, variable] of model.architecture.variables) {
      const gradient = grads[variable.name]!;
      // A step along the gradient's sign changes the loss by the gradient's absolute sum times the step.
      const before = variable.clone();
      const step = tf.mul(tf.sign(gradient), 2 ** -9);
      const at = (value: tf.Tensor) => {
        variable.assign(value);
        return loss().dataSync()[0]!;
      };
      const slope = (at(tf.add(before, step)) - at(tf.sub(before, step))) / 2 ** -8;
      variable.assign(before);
      const expected = tf.sum(tf.abs(gradient)).dataSync()[0]!;
      expect(Math.abs(slope - expected), weight).toBeLessThan(0.03 * expected + 5e-3);
    }
    model.dispose();
  });

  it('reads checkpoints with a prefix, and weights that an embedding does not need', async () => {
    const plain = await embed(await loadModel(await tinyTransformer(name), { seed: 1 }));
    const renamed = new Map<string, TensorData>(
      [...tinyWeights(name)].map(([weight, tensor]) => [`${tiny.prefix}.${weight}`, tensor]),
    );
    renamed
      .set(`${tiny.prefix}.pooler.dense.weight`, randomTensor([1], 1))
      .set('lm_head.bias', randomTensor([1], 1));
    const model = await loadModel(await tinyTransformer(name, { tensors: renamed }), { seed: 1 });
    expect([...model.architecture.variables].map(([weight, { shape }]) => [weight, shape]).sort()).toEqual(
      [...tiny.shapes].sort(),
    );
    expect(await embed(model)).toEqual(plain);
  });

  it('knows its layers, and how long a text may be', async () => {
    const folder = await tinyTransformer(name);
    await rm(path.join(folder, 'sentence_bert_config.json'));
    const model = await loadModel(folder, { seed: 1 });
    expect(model.maxLength).toBe(tiny.limit);
    expect(model.architecture.name).toBe(name);
    const { layers, layerOf } = model.architecture.transformer!;
    expect(layers).toBe(LAYERS);
    for (const [weight] of tiny.shapes)
      expect(layerOf(weight), weight).toBe(
        /layer\.0\./.test(weight) ? 0 : /layer\.1\./.test(weight) ? 1 : null,
      );
    const longest = 'where is my order '.repeat(20);
    expect((await embed(model, [longest])).every(Number.isFinite)).toBe(true);
  });

  it('is saved as what it was, and loads again', async () => {
    const folder = await tinyTransformer(name);
    const model = await loadModel(folder, { seed: 1 });
    const into = path.join(await temporaryFolder(), 'model');
    await saveModel(model, into, '# card\n');
    const config = JSON.parse(await readFile(path.join(into, 'config.json'), 'utf8'));
    const className = {
      roberta: 'XLMRobertaModel',
      distilbert: 'DistilBertModel',
      mpnet: 'MPNetModel',
      'jina-bert': 'JinaBertModel',
    }[name];
    expect(config).toMatchObject({ model_type: tiny.config.model_type, architectures: [className] });
    expect(await embed(await loadModel(into, { seed: 1 }))).toEqual(await embed(model));
  });
});

describe('descendants of BERT', () => {
  const bertTexts = TEXTS.slice(0, 3);

  it.each(['roberta', 'xlm-roberta', 'camembert'])('%s is BERT with later positions', async model_type => {
    const expected = await embed(await loadModel(await tinyBert(), { seed: 1 }), bertTexts);
    const tensors = tinyBertWeights();
    const name = 'embeddings.position_embeddings.weight';
    // Seven rows are in the table for nothing, as padding is token 6.
    const unused = randomTensor([7, 8], 99);
    const values = Float32Array.of(...unused.values, ...tensors.get(name)!.values);
    tensors.set(name, { shape: [27, 8], values });
    const config = { model_type, pad_token_id: 6, max_position_embeddings: 27 };
    const model = await loadModel(await tinyBert({ config, tensors }), { seed: 1 });
    expect(model.architecture.name).toBe('roberta');
    expect(largestDifference(await embed(model, bertTexts), expected)).toBeLessThan(1e-6);
  });

  it('distilbert is BERT without token types', async () => {
    const expected = await embed(await loadModel(await tinyBert(), { seed: 1 }), bertTexts);
    const bert = tinyBertWeights();
    const [type, positions] = ['token_type', 'position'].map(
      part => bert.get(`embeddings.${part}_embeddings.weight`)!.values,
    );
    const tensors = new Map<string, TensorData>();
    for (const [name, { shape, values }] of bert) {
      if (name.includes('token_type')) continue;
      const renamed = name
        .replace('encoder.layer', 'transformer.layer')
        .replace(/attention\.self\.([qkv])\w+/, 'attention.$1_lin')
        .replace('attention.output.dense', 'attention.out_lin')
        .replace('attention.output.LayerNorm', 'sa_layer_norm')
        .replace('intermediate.dense', 'ffn.lin1')
        .replace('output.dense', 'ffn.lin2')
        .replace('output.LayerNorm', 'output_layer_norm');
      const own = values === positions ? values.map((value, i) => value + type![i % 8]!) : values;
      tensors.set(renamed, { shape, values: own });
    }
    const config = { model_type: 'distilbert', dim: 8, n_layers: 2, n_heads: 2, hidden_dim: 16 };
    const model = await loadModel(await tinyBert({ config, tensors }), { seed: 1 });
    expect(largestDifference(await embed(model, bertTexts), expected)).toBeLessThan(1e-6);
  });

  it('mpnet without relative positions, and jina-bert without slopes, know no distance', async () => {
    const model = await loadModel(await tinyTransformer('mpnet'), { seed: 1 });
    const table = model.architecture.variables.get('encoder.relative_attention_bias.weight')!;
    const before = await encodeTexts(model, engine, TEXTS, { stage: 'full' });
    // The same number for every distance leaves attention as it is.
    table.assign(tf.ones(table.shape));
    const even = await encodeTexts(model, engine, TEXTS, { stage: 'full' });
    table.assign(tf.zeros(table.shape));
    const none = await encodeTexts(model, engine, TEXTS, { stage: 'full' });
    expect(largestDifference(even.embeddings, none.embeddings)).toBeLessThan(1e-6);
    expect(largestDifference(before.embeddings, none.embeddings)).toBeGreaterThan(1e-3);
    model.dispose();
    // Words in another order: without learned positions, only attention's distances can tell.
    const jina = await loadModel(await tinyTransformer('jina-bert'), { seed: 1 });
    const orders = await embed(jina, ['where is my order', 'order my is where']);
    expect(largestDifference(orders.subarray(0, 12), orders.subarray(12))).toBeGreaterThan(1e-3);
  });
});
