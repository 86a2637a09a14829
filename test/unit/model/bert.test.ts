import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bertAlias } from '../../../src/model/architectures/bert-weights.ts';
import { encodeTexts, tokenBatch } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import { describeShared } from '../../shared.ts';
import { engine, largestDifference, tinyBert, tinyBertWeights } from './tiny.ts';

describeShared('BERT against PyTorch', shared => {
  const folder = path.join(shared, 'golden/bert');
  const golden = JSON.parse(readFileSync(path.join(folder, 'golden.json'), 'utf8')) as {
    texts: string[];
    input_ids: number[][];
    embeddings: number[][];
  };

  it('gives the same token ids', async () => {
    const model = await loadModel(folder, { seed: 1 });
    expect(model.maxLength).toBe(24);
    expect(golden.texts.map(text => [...model.tokenizer.encode(text, 24)])).toEqual(golden.input_ids);
    model.dispose();
  });

  it('gives the same embeddings, batched and one by one', async () => {
    const model = await loadModel(folder, { seed: 1 });
    const batched = await encodeTexts(model, engine, golden.texts, { stage: 'full' });
    expect(largestDifference(batched.embeddings, golden.embeddings.flat())).toBeLessThan(1e-5);
    for (const [index, text] of golden.texts.entries()) {
      const single = await encodeTexts(model, engine, [text], { stage: 'full', batchSize: 1 });
      expect(largestDifference(single.embeddings, golden.embeddings[index]!)).toBeLessThan(1e-5);
    }
    model.dispose();
  });
});

describe('bert', () => {
  it('does not see padding, and gives no NaN for a row of padding', async () => {
    const model = await loadModel(await tinyBert(), { seed: 1 });
    const row = model.tokenizer.encode('how do i reset my password?', 16);
    const embed = (batch: ReturnType<typeof tokenBatch>) =>
      tf.tidy(() =>
        model
          .base(
            tf.tensor2d(batch.ids, [batch.rows, batch.length], 'int32'),
            tf.tensor2d(batch.mask, [batch.rows, batch.length]),
          )
          .arraySync(),
      );
    const [alone] = embed(tokenBatch([row], 0));
    const padded = embed(tokenBatch([row, Int32Array.of(2, 5, 3)], 9, 4));
    expect(largestDifference(alone!, padded[0]!)).toBeLessThan(1e-6);
    expect(padded.flat().every(Number.isFinite)).toBe(true);
    // Wider than the 20 positions the model has: the rest can only be padding.
    const ids = tf.pad(tf.tensor2d(row, [1, row.length], 'int32'), [
      [0, 0],
      [0, 24 - row.length],
    ]) as tf.Tensor2D;
    const mask = tf.pad(tf.ones([1, row.length]), [
      [0, 0],
      [0, 24 - row.length],
    ]) as tf.Tensor2D;
    expect(largestDifference(alone!, await model.base(ids, mask).data())).toBeLessThan(1e-6);
    model.dispose();
  });

  it.each(['gelu', 'gelu_new', 'gelu_pytorch_tanh', 'relu'])(
    'has the gradient of its value (%s)',
    async act => {
      const model = await loadModel(await tinyBert({ config: { hidden_act: act } }), { seed: 1 });
      const batch = tokenBatch(
        [model.tokenizer.encode('reset my my password', 16), Int32Array.of(2, 30, 3)],
        0,
        3,
      );
      const ids = tf.tensor2d(batch.ids, [3, 8], 'int32');
      const mask = tf.tensor2d(batch.mask, [3, 8]);
      const direction = tf.randomUniform([3, 8], -1, 1, 'float32', 5);
      const loss = () => tf.sum(tf.mul(model.base(ids, mask), direction)) as tf.Scalar;
      const variables = [...model.architecture.variables];
      const { grads } = tf.variableGrads(
        loss,
        variables.map(([, variable]) => variable),
      );
      for (const [name, variable] of variables) {
        const gradient = grads[variable.name]!;
        expect(gradient.shape, name).toEqual(variable.shape);
        // A step along the gradient's sign changes the loss by the gradient's absolute sum times the step.
        const before = variable.clone();
        const step = tf.mul(tf.sign(gradient), 2 ** -9);
        variable.assign(tf.add(before, step));
        const up = loss().dataSync()[0]!;
        variable.assign(tf.sub(before, step));
        const down = loss().dataSync()[0]!;
        variable.assign(before);
        const slope = (up - down) / 2 ** -8;
        const expected = tf.sum(tf.abs(gradient)).dataSync()[0]!;
        expect(Math.abs(slope - expected), name).toBeLessThan(0.03 * expected + 2e-3);
      }
      model.dispose();
    },
  );

  it('leaves the rows of words that did not occur alone', async () => {
    const model = await loadModel(await tinyBert(), { seed: 1 });
    const words = model.architecture.variables.get('embeddings.word_embeddings.weight')!;
    const { ids, mask, rows, length } = tokenBatch([Int32Array.of(2, 40, 40, 3)], 0);
    const { grads } = tf.variableGrads(
      () =>
        tf.sum(tf.square(model.base(tf.tensor2d(ids, [rows, length]), tf.tensor2d(mask, [rows, length])))),
      [words],
    );
    const touched = (grads[words.name]!.arraySync() as number[][]).flatMap((row, id) =>
      row.some(v => v !== 0) ? [id] : [],
    );
    expect(touched).toEqual([2, 3, 40]);
    model.dispose();
  });

  it('reads checkpoints with a prefix, with gamma and beta, and with weights that an embedding does not need', async () => {
    const plain = await loadModel(await tinyBert(), { seed: 1 });
    const renamed = new Map(
      [...tinyBertWeights()].map(([name, tensor]) => [
        `bert.${name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta')}`,
        tensor,
      ]),
    );
    renamed.set('bert.pooler.dense.weight', { shape: [1], values: new Float32Array(1) });
    renamed.set('cls.predictions.bias', { shape: [1], values: new Float32Array(1) });
    const prefixed = await loadModel(await tinyBert({ tensors: renamed }), { seed: 1 });
    expect([...prefixed.architecture.variables.keys()]).toEqual([...plain.architecture.variables.keys()]);
    const texts = ['where is my order?', 'a late refund'];
    const [a, b] = [
      await encodeTexts(plain, engine, texts, { stage: 'base' }),
      await encodeTexts(prefixed, engine, texts, { stage: 'base' }),
    ];
    expect(a.embeddings).toEqual(b.embeddings);
    expect(bertAlias('embeddings.LayerNorm.bias', new Map())).toBeUndefined();
    plain.dispose();
    prefixed.dispose();
  });
});
