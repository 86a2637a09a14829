import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openReference } from '../../../src/engine/reference/open.ts';
import { loadModel } from '../../../src/model/load.ts';
import { QUANTIZED, quantized, ROWS, WORDS, writeRaw } from './raw-safetensors.ts';
import { tinyBert, tinyStatic, writeJson } from './tiny.ts';

beforeAll(() => openReference());

describe('a static model is refused with', () => {
  const f64 = (values: number[]) => ({
    dtype: 'F64',
    shape: [values.length],
    data: Float64Array.from(values),
  });
  const filled = (value: number, at = 3, length = WORDS) =>
    f64(Array.from({ length }, (_, i) => (i === at ? value : 0)));
  const faults: [string, () => Promise<string>, string, RegExp, string?][] = [
    ['a row beyond the table', () => quantized({ mapping: filled(ROWS) }), 'MODEL_INVALID', /mapping: 11/],
    ['a row below it', () => quantized({ mapping: filled(-1) }), 'MODEL_INVALID', /mapping: -1/],
    ['half a row', () => quantized({ mapping: filled(0.5) }), 'MODEL_INVALID', /mapping: 0.5/],
    [
      'too short a mapping',
      () => quantized({ mapping: filled(0, 0, 9) }),
      'MODEL_INVALID',
      /weights: expected \[9\]/,
    ],
    [
      'fewer words than the tokenizer has',
      () => quantized({ mapping: filled(0, 0, 9), weights: filled(0, 0, 9) }),
      'MODEL_INVALID',
      /ids up to \d+, the embedding table only 9 rows/,
    ],
    [
      'a mapping in two dimensions',
      () => quantized({ mapping: { ...QUANTIZED.mapping, shape: [WORDS, 1] } }),
      'MODEL_INVALID',
      /mapping: expected \[words\]/,
    ],
    [
      'a weight that is none',
      () => quantized({ weights: filled(Number.NaN) }),
      'MODEL_INVALID',
      /weights: NaN/,
    ],
    [
      'booleans for weights',
      () => quantized({ weights: { dtype: 'BOOL', shape: [WORDS], data: new Uint8Array(WORDS) } }),
      'MODEL_UNSUPPORTED',
      /weights is of dtype BOOL/,
    ],
    [
      'a quantization without a mapping',
      () => tinyStatic({ vocabulary_quantization: 9 }),
      'MODEL_INVALID',
      /vocabulary_quantization/,
    ],
    [
      'an unknown embedding_dtype',
      () => tinyStatic({ embedding_dtype: 'int4' }),
      'MODEL_UNSUPPORTED',
      /int4/,
      'config.json',
    ],
    [
      'a normalize that is a text',
      () => tinyStatic({ normalize: 'yes' }),
      'MODEL_INVALID',
      /normalize "yes"/,
      'config.json',
    ],
    [
      'an unknown way with unknown tokens',
      async () => {
        const folder = await tinyStatic();
        await writeJson(folder, 'sentence_bert_config.json', { unknown_tokens: 'guessed' });
        return folder;
      },
      'MODEL_UNSUPPORTED',
      /unknown_tokens "guessed"/,
      'sentence_bert_config.json',
    ],
    [
      'a transformer’s int8 weights',
      async () => {
        const folder = await tinyBert();
        const name = 'embeddings.word_embeddings.weight';
        await writeRaw(path.join(folder, 'model.safetensors'), {
          [name]: { dtype: 'I8', shape: [WORDS, 8], data: new Int8Array(WORDS * 8) },
        });
        return folder;
      },
      'MODEL_UNSUPPORTED',
      /of dtype I8; F32, F16 and BF16 are read/,
    ],
  ];
  it.each(faults)('%s', async (_, make, code, message, file = 'model.safetensors') => {
    const folder = await make();
    const before = tf.memory().numTensors;
    await expect(loadModel(folder, { seed: 1 })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      place: { file: path.join(folder, file) },
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('nothing left behind of one that was opened', async () => {
    const folder = await quantized();
    const before = tf.memory().numTensors;
    (await loadModel(folder, { seed: 1 })).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
