import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { openOnnxruntime } from '../../../../src/engine/onnxruntime/open.ts';
import { encodeTexts } from '../../../../src/model/encode.ts';
import { loadModel } from '../../../../src/model/load.ts';
import { engine, largestDifference, tinyBert, tinyBertWeights } from '../tiny.ts';
import { exported, runFile } from './run.ts';

const TEXTS = ['my order', 'where is the refund?', ''];

describe('writeOnnx', () => {
  it('keeps everything in one file, whose bytes are the same each time', async () => {
    const model = await loadModel(await tinyBert(), { seed: 1, dimensions: 5 });
    const [first, second] = [await exported(model), await exported(model)];
    expect(await readdir(path.dirname(first))).toEqual(['model.onnx']);
    expect(await readFile(first)).toEqual(await readFile(second));
    const weights = [...tinyBertWeights().values()].reduce((sum, { values }) => sum + values.byteLength, 0);
    const { size } = await stat(first);
    expect(size).toBeGreaterThan(weights);
    expect(size).toBeLessThan(weights + 20_000);
    model.dispose();
  });

  it('writes the same from the device of any engine, and fp32 whatever the encoder computes in', async () => {
    const folder = await tinyBert();
    const plain = await loadModel(folder, { seed: 1, dimensions: 5 });
    const bytes = await readFile(await exported(plain));
    plain.dispose();
    const other = await openOnnxruntime({ provider: 'cpu', threads: 1 });
    const model = await loadModel(folder, { seed: 1, dimensions: 5, precision: 'int8' });
    await encodeTexts(model, other, TEXTS, { stage: 'full' });
    expect(await readFile(await exported(model))).toEqual(bytes);
    model.dispose();
    other.dispose();
    await tf.setBackend('cpu');
  });

  it('puts large tensors beside a graph that would be larger than the limit', async () => {
    const model = await loadModel(await tinyBert(), { seed: 1, dimensions: 5 });
    const whole = await readFile(await exported(model));
    const file = await exported(model, whole.length - 1);
    expect((await readdir(path.dirname(file))).sort()).toEqual(['model.onnx', 'model.onnx_data']);
    const table = tinyBertWeights().get('embeddings.word_embeddings.weight')!.values;
    expect(table.byteLength).toBeGreaterThan(1024);
    const [graph, data] = [await readFile(file), await readFile(`${file}_data`)];
    const bytes = Buffer.from(table.buffer);
    expect([whole, graph, data].map(file => file.includes(bytes))).toEqual([true, false, true]);
    const tokens = TEXTS.map(text => model.tokenizer.encode(text, 16));
    const { embeddings } = await encodeTexts(model, engine, TEXTS, { stage: 'full' });
    expect(largestDifference((await runFile(file, { tokens })).sentences, embeddings)).toBeLessThan(1e-5);
    const single = await exported(model, whole.length);
    expect(await readdir(path.dirname(single))).toEqual(['model.onnx']);
    model.dispose();
  });
});
