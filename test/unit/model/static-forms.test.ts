import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../src/engine/onnxruntime/open.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { encodeTexts } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import { readSafetensors } from '../../../src/model/safetensors.ts';
import { saveModel } from '../../../src/model/save.ts';
import { fit as train } from '../../../src/training/fit.ts';
import { trainOptions } from '../../../src/training/options.ts';
import { f32, QUANTIZED, quantized, ROWS, rawStatic, rowOf, WIDTH, WORDS } from './raw-safetensors.ts';
import {
  apart,
  largestDifference,
  randomTensor,
  temporaryFolder,
  tinyTokenizer,
  VOCABULARY,
} from './tiny.ts';

const TEXTS = ['my order', 'my § order', 'how do i reset my password?', '§', ''];
const tokenizer = tinyTokenizer({ special: false });

/** Ids of the words of a text of whole known words and unknown signs. */
const idsOf = (text: string) =>
  (text.match(/[a-z]+|[^\s]/g) ?? []).map(word => (VOCABULARY.includes(word) ? VOCABULARY.indexOf(word) : 1));

/** As the model2vec package has it: unknown words left out, then the mean of rows times weights. */
function model2vec(text: string, row: (id: number) => number[], keepUnknown = false): number[] {
  const ids = idsOf(text).filter(id => keepUnknown || id !== 1);
  const sums = Array.from({ length: WIDTH }, (_, i) => ids.reduce((sum, id) => sum + row(id)[i]!, 0));
  return sums.map(sum => (ids.length === 0 ? 0 : sum / ids.length));
}

const quantizedRow = (id: number) => {
  const table = QUANTIZED.embeddings.data as Float32Array;
  const weight = (QUANTIZED.weights.data as Float64Array)[id]!;
  return Array.from({ length: WIDTH }, (_, i) => table[rowOf(id) * WIDTH + i]! * weight);
};

async function embed(folder: string, engine: Engine, texts = TEXTS): Promise<number[][]> {
  const model = await loadModel(folder, { seed: 1 });
  const { embeddings, dimensions } = await encodeTexts(model, engine, texts, { stage: 'full' });
  model.dispose();
  return texts.map((_, i) => [...embeddings.subarray(i * dimensions, (i + 1) * dimensions)]);
}

const engines: [string, () => Promise<Engine>][] = [
  ['reference', openReference],
  ['onnxruntime', () => openOnnxruntime({ provider: 'cpu', threads: 1 })],
];
const opened: Engine[] = [];
afterAll(() => {
  for (const engine of opened) engine.dispose();
});
async function open(make: () => Promise<Engine>): Promise<Engine> {
  const engine = await make();
  opened.push(engine);
  return engine;
}

describe.each(engines)('a static model on %s', (_, make) => {
  it.each([
    ['F16', Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x7bff), [1, -2, 0.5, 65504]],
    ['BF16', Uint16Array.of(0x3f80, 0xc020, 0x3f00, 0x0000), [1, -2.5, 0.5, 0]],
    ['I8', Int8Array.of(127, -128, 0, 3), [127, -128, 0, 3]],
    ['F64', Float64Array.of(1.5, -2.25, 1e3, 0), [1.5, -2.25, 1e3, 0]],
  ])('reads a table of %s', async (dtype, row, values) => {
    const data = new (row.constructor as Int8ArrayConstructor)(WORDS * WIDTH);
    data.set(row as Int8Array, VOCABULARY.indexOf('my') * WIDTH);
    const embeddings = { dtype, shape: [WORDS, WIDTH], data };
    const folder = await rawStatic({ tensors: { embeddings }, tokenizer });
    const [mine, half] = await embed(folder, await open(make), ['my', 'my order']);
    expect(mine).toEqual(values);
    expect(half).toEqual(values.map(value => value / 2));
  });

  it.each([
    ['I64', QUANTIZED.mapping],
    ['I32', { dtype: 'I32', shape: [WORDS], data: Int32Array.from({ length: WORDS }, (_, i) => rowOf(i)) }],
  ])('looks up rows through a mapping of %s and multiplies them with weights', async (_, mapping) => {
    const engine = await open(make);
    for (const listed of [false, true]) {
      const embeddings = await embed(await quantized({ mapping }, listed), engine);
      for (const [i, text] of TEXTS.entries())
        expect(largestDifference(embeddings[i]!, model2vec(text, quantizedRow)), text).toBeLessThan(1e-6);
    }
  });

  it('trains the table alone, through mapping and weights', async () => {
    const engine = await open(make);
    const model = await loadModel(await quantized(), { seed: 1 });
    const table = model.architecture.variables.get('embeddings')!;
    // Two words of one row, so that it gets both their gradients.
    const [a, b] = [5, 5 + ROWS];
    const gradients = engine.compile((...tokens: Parameters<typeof model.base>[0]) => {
      const { grads } = tf.variableGrads(() => tf.sum(model.base(tokens)), [table]);
      return grads[table.name]!;
    });
    const batch = apart([Int32Array.of(a, b, b)]);
    const rows = (await (await gradients(...batch)).array()) as number[][];
    const weights = QUANTIZED.weights.data as Float64Array;
    const expected = (weights[a]! + 2 * weights[b]!) / 3;
    for (const [row, gradient] of rows.entries())
      for (const value of gradient) expect(value).toBeCloseTo(row === rowOf(a) ? expected : 0, 6);

    const before = [...((await table.data()) as Float32Array)];
    const texts = TEXTS.slice(0, 3).map(text => Int32Array.from(idsOf(text)));
    const options = trainOptions.parse({ tune: 'all', batch_size: 2, epochs: 2, learning_rate: 0.1 });
    const examples = {
      texts: [Int32Array.of(0, 1, 0), Int32Array.of(2, 2, 1)],
      labels: Float32Array.of(0, 1, 1),
    };
    const inputs = { kind: 'tokens', tokens: texts, padId: 0 } as const;
    for await (const { loss } of train({ engine, model, options, examples, inputs }))
      expect(Number.isFinite(loss)).toBe(true);
    expect(largestDifference(before, (await table.data()) as Float32Array)).toBeGreaterThan(1e-3);
    expect([...(await model.architecture.frozen!.get('weights')!.data())]).toEqual([
      ...Float32Array.from(weights),
    ]);
    expect([...(await model.architecture.frozen!.get('mapping')!.data())]).toEqual(
      Array.from({ length: WORDS }, (_, i) => rowOf(i)),
    );
    model.dispose();
  });
});

describe('a static model', () => {
  it('multiplies weights without a mapping', async () => {
    const table = f32([WORDS, WIDTH], 3);
    const weights = { dtype: 'F32', shape: [WORDS], data: randomTensor([WORDS], 4).values };
    const folder = await rawStatic({ tensors: { embeddings: table, weights }, tokenizer });
    const row = (id: number) =>
      [...(table.data as Float32Array).subarray(id * WIDTH, (id + 1) * WIDTH)].map(
        value => value * weights.data[id]!,
      );
    const embeddings = await embed(folder, await open(openReference));
    for (const [i, text] of TEXTS.entries())
      expect(largestDifference(embeddings[i]!, model2vec(text, row)), text).toBeLessThan(1e-6);
  });

  it('leaves unknown words out where only model2vec reads the folder, and counts them elsewhere', async () => {
    const embeddings = f32([WORDS, WIDTH], 5);
    const table = embeddings.data as Float32Array;
    const row = (id: number) => [...table.subarray(id * WIDTH, (id + 1) * WIDTH)];
    const engine = await open(openReference);
    for (const listed of [false, true]) {
      const folder = await rawStatic({ tensors: { embeddings }, tokenizer, listed });
      const got = await embed(folder, engine);
      for (const [i, text] of TEXTS.entries())
        expect(largestDifference(got[i]!, model2vec(text, row, listed)), text).toBeLessThan(1e-6);
    }
  });

  const forms: [string, () => Promise<string>][] = [
    ['a quantized vocabulary', () => quantized()],
    ['a quantized vocabulary that is listed', () => quantized({}, true)],
    [
      'a plain Model2Vec folder',
      () => rawStatic({ tensors: { embeddings: f32([WORDS, WIDTH], 6) }, tokenizer }),
    ],
    [
      'weights and int8',
      () =>
        rawStatic({
          tensors: {
            embeddings: {
              dtype: 'I8',
              shape: [WORDS, WIDTH],
              data: Int8Array.from(randomTensor([WORDS * WIDTH], 7).values, value => value * 250),
            },
            weights: QUANTIZED.weights,
          },
          tokenizer,
          config: { normalize: true, embedding_dtype: 'int8', seq_length: 1_000_000 },
        }),
    ],
  ];
  it.each(forms)('of %s is saved as one table that every reader takes alike', async (_, make) => {
    const engine = await open(openReference);
    const model = await loadModel(await make(), { seed: 1, dimensions: 3 });
    const into = path.join(await temporaryFolder(), 'model');
    await saveModel(model, into, '');
    const encode = async (given: typeof model, stage: 'base' | 'full') =>
      (await encodeTexts(given, engine, TEXTS, { stage })).embeddings;
    const before = await encode(model, 'base');
    const again = await loadModel(into, { seed: 1 });
    expect(largestDifference(await encode(model, 'full'), await encode(again, 'full'))).toBeLessThan(1e-6);
    const file = await readFile(path.join(into, 'model.safetensors'));
    expect(file.toString('latin1')).not.toMatch(/"(?:mapping|weights)"|I8|F64/);
    const { shape, values } = (await readSafetensors(path.join(into, 'model.safetensors'))).get(
      'embeddings',
    )!;
    expect(shape).toEqual([WORDS, WIDTH]);
    const config = JSON.parse(await readFile(path.join(into, 'config.json'), 'utf8'));
    expect(config.embedding_dtype ?? 'float32').toBe('float32');
    expect(config).not.toHaveProperty('vocabulary_quantization');
    // sentence-transformers counts unknown words: the same direction.
    for (const [i, text] of TEXTS.entries()) {
      const theirs = model2vec(text, id => [...values.subarray(id * WIDTH, (id + 1) * WIDTH)], true);
      const ours = [...before.subarray(i * WIDTH, (i + 1) * WIDTH)];
      const dot = ours.reduce((sum, value, j) => sum + value * theirs[j]!, 0);
      const lengths = Math.hypot(...ours) * Math.hypot(...theirs);
      if (idsOf(text).some(id => id !== 1)) expect(dot / lengths, text).toBeCloseTo(1, 5);
      else expect(lengths).toBe(0);
    }
    model.dispose();
    again.dispose();
  });
});
