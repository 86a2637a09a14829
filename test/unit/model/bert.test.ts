import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { publishedName } from '../../../src/model/architectures/transformer-weights.ts';
import { encodeTexts } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import { packApart } from '../../../src/model/packing.ts';
import { tokenTensors } from '../../../src/model/token-batch.ts';
import { describeShared } from '../../shared.ts';
import { apart, engine, largestDifference, tinyBert, tinyBertWeights, together } from './tiny.ts';

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
      const single = await encodeTexts(model, engine, [text], { stage: 'full' });
      expect(largestDifference(single.embeddings, golden.embeddings[index]!)).toBeLessThan(1e-5);
    }
    model.dispose();
  });
});

describe('bert', () => {
  it('does not see padding, and gives no NaN for a row of padding', async () => {
    const model = await loadModel(await tinyBert(), { seed: 1 });
    const row = model.tokenizer.encode('how do i reset my password?', 16);
    const [alone] = model.base(apart([row])).arraySync();
    const packing = { rows: [[0]], width: 96 };
    // Wider than the 20 positions the model has, rows of nothing but padding, and texts without tokens.
    const batch = tokenTensors([row], packing, { padId: 9, rowCount: 3, textCount: 3 });
    const padded = model.base(batch).arraySync();
    expect(largestDifference(alone!, padded[0]!)).toBeLessThan(1e-6);
    expect(padded.flat().every(Number.isFinite)).toBe(true);
    model.dispose();
  });

  it.each(['mean', 'cls', 'max'])(
    'gives packed texts what each gives alone, and the same gradients (%s)',
    async mode => {
      const pooling = {
        pooling_mode_mean_tokens: false,
        [`pooling_mode_${mode === 'cls' ? 'cls_token' : `${mode}_tokens`}`]: true,
      };
      const model = await loadModel(await tinyBert({ pooling }), { seed: 1 });
      const tokens = [
        'my order',
        'where is the refund?',
        'how do i change it',
        'a',
        'is it late, or what?',
      ].map(text => model.tokenizer.encode(text, 16));
      const variables = [...model.architecture.variables.values()];
      const direction = tf.randomUniform([tokens.length, 8], -1, 1, 'float32', 5);
      const both = [apart(tokens), together(tokens)].map(batch => {
        const { value, grads } = tf.variableGrads(
          () => tf.sum(tf.mul(model.base(batch), direction)) as tf.Scalar,
          variables,
        );
        const embeddings = model.base(batch).dataSync();
        return { rows: batch[0].shape[0], embeddings, value: value.dataSync()[0]!, grads };
      });
      const [padded, packed] = both as [(typeof both)[0], (typeof both)[0]];
      expect([padded.rows, packed.rows]).toEqual([5, 1]);
      expect(largestDifference(packed.embeddings, padded.embeddings)).toBeLessThan(1e-6);
      for (const { name } of variables) {
        const [a, b] = [packed.grads[name]!.dataSync(), padded.grads[name]!.dataSync()];
        expect(largestDifference(a, b), name).toBeLessThan(1e-5);
      }
      model.dispose();
    },
  );

  it('tells packed texts apart: a word of one changes no other', async () => {
    const model = await loadModel(await tinyBert(), { seed: 1 });
    const [first, second, other] = ['where is it', 'my order', 'a refund'].map(text =>
      model.tokenizer.encode(text, 16),
    );
    const [before, after] = [second!, other!].map(beside =>
      model.base(together([first!, beside])).arraySync(),
    );
    expect(largestDifference(before![0]!, after![0]!)).toBe(0);
    expect(largestDifference(before![1]!, after![1]!)).toBeGreaterThan(0.01);
    model.dispose();
  });

  it.each(['gelu', 'gelu_new', 'gelu_pytorch_tanh', 'relu'])(
    'has the gradient of its value (%s)',
    async act => {
      const model = await loadModel(await tinyBert({ config: { hidden_act: act } }), { seed: 1 });
      const batch = tokenTensors(
        [model.tokenizer.encode('reset my my password', 16), Int32Array.of(2, 30, 3)],
        packApart([6, 3]),
        { padId: 0, textCount: 3 },
      );
      const direction = tf.randomUniform([3, 8], -1, 1, 'float32', 5);
      const loss = () => tf.sum(tf.mul(model.base(batch), direction)) as tf.Scalar;
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
    const batch = apart([Int32Array.of(2, 40, 40, 3)]);
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(model.base(batch))), [words]);
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
    expect(publishedName('embeddings.LayerNorm.bias', 'bert', new Map())).toBeUndefined();
    plain.dispose();
    prefixed.dispose();
  });
});
