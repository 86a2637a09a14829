import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { encodeTexts } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import { readSafetensors, writeSafetensors } from '../../../src/model/safetensors.ts';
import { describeShared } from '../../shared.ts';
import {
  apart,
  engine,
  largestDifference,
  randomTensor,
  temporaryFolder,
  tinyStatic,
  tinyTokenizer,
  VOCABULARY,
  writeJson,
} from './tiny.ts';

const embed = async (folder: string, texts: string[]) => {
  const model = await loadModel(folder, { seed: 1 });
  const { embeddings, dimensions } = await encodeTexts(model, engine, texts, { stage: 'full' });
  model.dispose();
  return texts.map((_, i) => [...embeddings.subarray(i * dimensions, (i + 1) * dimensions)]);
};

const row = (values: Float32Array, word: string, width = 4) => {
  const id = VOCABULARY.indexOf(word);
  return [...values.subarray(id * width, id * width + width)];
};

describe('static embeddings', () => {
  it('are the mean of the tokens’ rows; unknown words count, padding does not, no token gives zeros', async () => {
    const folder = await tinyStatic();
    const { values } = (await readSafetensors(path.join(folder, 'model.safetensors'))).get('embeddings')!;
    const [my, order] = [row(values, 'my'), row(values, 'order')];
    const long = 'my '.repeat(40);
    const [a, b, c, empty, d] = await embed(folder, ['my', 'My order', 'my § order', '', long]);
    expect(largestDifference(a!, my)).toBeLessThan(1e-7);
    expect(
      largestDifference(
        b!,
        my.map((v, i) => (v + order[i]!) / 2),
      ),
    ).toBeLessThan(1e-7);
    expect(
      largestDifference(
        c!,
        my.map((v, i) => (v + order[i]!) / 3),
      ),
    ).toBeLessThan(1e-7);
    expect(empty).toEqual([0, 0, 0, 0]);
    expect(largestDifference(d!, my)).toBeLessThan(1e-6);
  });

  it('are scaled to length 1 when Model2Vec’s config says so, zeros left as they are', async () => {
    const [plain] = await embed(await tinyStatic(), ['my order']);
    const [scaled, empty] = await embed(await tinyStatic({ normalize: true }), ['my order', '']);
    const length = Math.hypot(...plain!);
    expect(
      largestDifference(
        scaled!,
        plain!.map(v => v / length),
      ),
    ).toBeLessThan(1e-6);
    expect(empty).toEqual([0, 0, 0, 0]);
  });

  it('are read from sentence-transformers’ own layout, whatever the package is called', async () => {
    const folder = await temporaryFolder();
    const table = randomTensor([VOCABULARY.length, 3], 5);
    await writeJson(folder, '0_StaticEmbedding/tokenizer.json', tinyTokenizer());
    await writeSafetensors(
      path.join(folder, '0_StaticEmbedding/model.safetensors'),
      new Map([['embedding.weight', table]]),
    );
    await writeJson(folder, '1_Normalize/config.json', {});
    await writeJson(folder, 'modules.json', [
      {
        idx: 0,
        name: '0',
        path: '0_StaticEmbedding',
        type: 'sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding',
      },
      {
        idx: 1,
        name: '1',
        path: '1_Normalize',
        type: 'sentence_transformers.base.modules.normalize.Normalize',
      },
    ]);
    const [text] = await embed(folder, ['my']);
    const my = row(table.values, 'my', 3);
    // The tokenizer has special tokens; a static model takes none.
    expect(
      largestDifference(
        text!,
        my.map(v => v / Math.hypot(...my)),
      ),
    ).toBeLessThan(1e-6);
  });

  it('are read from a Model2Vec folder without modules.json, up to its seq_length', async () => {
    const folder = await tinyStatic({ seq_length: 2 });
    const { values } = (await readSafetensors(path.join(folder, 'model.safetensors'))).get('embeddings')!;
    const { rm } = await import('node:fs/promises');
    await rm(path.join(folder, 'modules.json'));
    const [text] = await embed(folder, ['my my order']);
    expect(largestDifference(text!, row(values, 'my'))).toBeLessThan(1e-7);
  });

  it('have a gradient that reaches the rows of the text’s words alone', async () => {
    const model = await loadModel(await tinyStatic(), { seed: 1 });
    const table = model.architecture.variables.get('embeddings')!;
    const batch = apart([Int32Array.of(9, 9)]);
    const { grads } = tf.variableGrads(() => tf.sum(model.base(batch)), [table]);
    const rows = grads[table.name]!.arraySync() as number[][];
    expect(rows[9]).toEqual([1, 1, 1, 1]);
    expect(
      rows
        .filter((_, id) => id !== 9)
        .flat()
        .every(v => v === 0),
    ).toBe(true);
    model.dispose();
  });
});

describeShared('GloVe as a static model', shared => {
  const folder = path.join(shared, 'models/glove-50d-10k');

  it('embeds Quora’s questions as the mean over words and punctuation marks', async () => {
    const { model } = JSON.parse(readFileSync(path.join(folder, 'tokenizer.json'), 'utf8')) as {
      model: { vocab: Record<string, number> };
    };
    const bytes = readFileSync(path.join(folder, 'model.safetensors'));
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    const expected = (text: string) => {
      const words = text.toLowerCase().match(/[^\W_]+|[^\w\s]|_/g) ?? [];
      const ids = words.map(word => (Object.hasOwn(model.vocab, word) ? model.vocab[word]! : 1));
      return Array.from({ length: 50 }, (_, column) => {
        const sum = ids.reduce((total, id) => total + bytes.readFloatLE(start + (id * 50 + column) * 4), 0);
        return ids.length === 0 ? 0 : sum / ids.length;
      });
    };
    // The expectation splits ASCII only.
    const lines = readFileSync(path.join(shared, 'data/qqp/validation.tsv'), 'utf8')
      .split('\n')
      .slice(1, 400);
    const texts = lines.map(line => line.split('\t')[0]!).filter(text => /^[\x20-\x7e]+$/.test(text));
    expect(texts.length).toBeGreaterThan(300);
    const embeddings = await embed(folder, texts);
    for (const [index, text] of texts.entries()) {
      expect(largestDifference(embeddings[index]!, expected(text)), text).toBeLessThan(1e-6);
    }
  });
});
