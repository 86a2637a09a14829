import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { encodeTexts } from '../../../src/model/encode.ts';
import { type LoadOptions, loadModel } from '../../../src/model/load.ts';
import { changed, DENSE_WEIGHTS, removed, withDense } from './broken.ts';
import { engine, largestDifference, TINY_BERT_CONFIG, tinyBert, writeJson } from './tiny.ts';

describe('loadModel', () => {
  const embed = async (model: EmbeddingModel, texts = ['how do i reset my password?', 'refund']) => {
    const { embeddings } = await encodeTexts(model, engine, texts, { stage: 'full' });
    model.dispose();
    return embeddings;
  };

  it('frees everything', async () => {
    const before = tf.memory().numTensors;
    (await loadModel(await withDense(), { seed: 1, dimensions: 7 })).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps two models apart', async () => {
    const folder = await tinyBert();
    const [a, b] = [await loadModel(folder, { seed: 1 }), await loadModel(folder, { seed: 1 })];
    const name = 'embeddings.word_embeddings.weight';
    a.architecture.variables.get(name)!.assign(tf.zeros([TINY_BERT_CONFIG.vocab_size, 8]));
    expect((await embed(b)).some((value, i) => Math.abs(value) > 1e-3 && i > 0)).toBe(true);
    a.dispose();
  });

  it('takes a folder without modules.json for the encoder with mean pooling', async () => {
    const listed = await embed(await loadModel(await tinyBert(), { seed: 1 }));
    const bare = await loadModel(await removed('modules.json'), { seed: 1 });
    expect(bare.modules).toEqual([{ kind: 'pooling', mode: 'mean', implied: true }]);
    expect(await embed(bare)).toEqual(listed);
  });

  it('finds an encoder in a subfolder, under the package names of other releases', async () => {
    const listed = await embed(await loadModel(await tinyBert(), { seed: 1 }));
    const folder = await tinyBert();
    await mkdir(path.join(folder, '0_Transformer'));
    for (const name of ['config.json', 'model.safetensors', 'tokenizer.json', 'sentence_bert_config.json']) {
      await rename(path.join(folder, name), path.join(folder, '0_Transformer', name));
    }
    await writeJson(folder, 'modules.json', [
      {
        idx: 0,
        name: '0',
        path: '0_Transformer',
        type: 'sentence_transformers.base.modules.transformer.Transformer',
      },
      {
        idx: 1,
        name: '1',
        path: '1_Pooling',
        type: 'sentence_transformers.sentence_transformer.modules.pooling.Pooling',
      },
    ]);
    expect(await embed(await loadModel(folder, { seed: 1 }))).toEqual(listed);
  });

  it('runs the base’s modules in order, then the head', async () => {
    const folder = await withDense();
    await writeJson(folder, '3_Normalize/config.json', {});
    await writeJson(folder, 'modules.json', [
      { type: 's.Transformer', path: '' },
      { type: 's.Pooling', path: '1_Pooling' },
      { type: 's.Dense', path: '2_Dense' },
      { type: 's.Normalize', path: '3_Normalize' },
    ]);
    const model = await loadModel(folder, { seed: 1, dimensions: 2 });
    expect(model.modules.map(module => module.kind)).toEqual(['pooling', 'dense', 'normalize']);
    expect([model.baseDimensions, model.dimensions]).toEqual([3, 2]);
    const pooled = await encodeTexts(await loadModel(await tinyBert(), { seed: 1 }), engine, ['refund'], {
      stage: 'full',
    });
    const { embeddings: base } = await encodeTexts(model, engine, ['refund'], { stage: 'base' });
    const weights = DENSE_WEIGHTS;
    const linear = [0, 1, 2].map(o =>
      Math.tanh(
        weights.get('linear.bias')!.values[o]! +
          pooled.embeddings.reduce(
            (sum, x, i) => sum + x * weights.get('linear.weight')!.values[o * 8 + i]!,
            0,
          ),
      ),
    );
    expect(
      largestDifference(
        base,
        linear.map(x => x / Math.hypot(...linear)),
      ),
    ).toBeLessThan(1e-6);
    const head = model.head!.weight.dataSync();
    const expected = [0, 1].map(o => Math.tanh(base.reduce((sum, x, i) => sum + x * head[o * 3 + i]!, 0)));
    const full = await encodeTexts(model, engine, ['refund'], { stage: 'full' });
    expect(largestDifference(full.embeddings, expected)).toBeLessThan(1e-6);
    model.dispose();
  });

  it('takes the smallest of all limits for the length', async () => {
    const limit = async (folder: string, maxLength?: number) => {
      const model = await loadModel(folder, { seed: 1, ...(maxLength && { maxLength }) });
      model.dispose();
      return model.maxLength;
    };
    expect(await limit(await tinyBert())).toBe(16);
    expect(await limit(await tinyBert(), 5)).toBe(5);
    expect(await limit(await tinyBert(), 500)).toBe(16);
    expect(await limit(await removed('sentence_bert_config.json'))).toBe(
      TINY_BERT_CONFIG.max_position_embeddings,
    );
    expect(await limit(await changed('tokenizer_config.json', { model_max_length: 7 }))).toBe(7);
    expect(await limit(await changed('sentence_bert_config.json', { max_seq_length: null }))).toBe(20);
  });

  it('puts the default prompt before each text', async () => {
    const config = { prompts: { query: 'what is ' }, default_prompt_name: 'query' };
    const prompted = await loadModel(await changed('config_sentence_transformers.json', config), { seed: 1 });
    const plain = await loadModel(await tinyBert(), { seed: 1 });
    expect(await embed(prompted, ['my order'])).toEqual(await embed(plain, ['what is my order']));
  });

  it('hashes what decides the base’s embeddings, and nothing else', async () => {
    const hash = async (folder: string, options: Partial<LoadOptions> = {}) => {
      const model = await loadModel(folder, { seed: 1, ...options });
      model.dispose();
      return model.weightsHash;
    };
    const same = await hash(await tinyBert());
    expect(same).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await hash(await changed('README.md', 'other'), { seed: 2, dimensions: 3 })).toBe(same);
    expect(await hash(await changed('pytorch_model.bin', 'not read'))).toBe(same);
    const others = [
      await hash(await tinyBert({ seed: 2 })),
      await hash(await tinyBert(), { maxLength: 9 }),
      await hash(await tinyBert({ config: { hidden_act: 'relu' } })),
      await hash(await tinyBert({ pooling: { pooling_mode: 'cls' } })),
      await hash(await changed('tokenizer_config.json', { pad_token: '[SEP]' })),
    ];
    expect(new Set([same, ...others]).size).toBe(6);
  });
});
