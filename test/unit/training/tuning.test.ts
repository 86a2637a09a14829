import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { Dense } from '../../../src/model/dense.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import type { Module } from '../../../src/model/modules.ts';
import { batchTensors, embed } from '../../../src/training/batch.ts';
import type { Tune } from '../../../src/training/options.ts';
import { namedVariables, trainable } from '../../../src/training/trainable.ts';
import { createTrainer } from '../../../src/training/trainer.ts';
import { assertTunable, describeTune, finishTuning, startTuning } from '../../../src/training/tuning.ts';
import { headModel, TINY, tinyBert, tokenRows } from './models.ts';

let engine: Engine;
let model: EmbeddingModel;
beforeAll(async () => {
  engine = await openReference();
});
beforeEach(() => {
  const modules: Module[] = [
    { kind: 'pooling', mode: 'mean', implied: false },
    { kind: 'dense', dense: Dense.xavier(TINY.hidden, TINY.hidden, 2) },
  ];
  model = tinyBert({ head: 3, modules });
});
afterEach(() => {
  finishTuning(model);
  model.dispose();
});

const tokens = tokenRows(8);
const inputs = { kind: 'tokens', tokens } as const;
const batch = {
  texts: [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ],
  labels: [1, 0, 1, 0],
};

const isDense = (name: string) => name.startsWith('modules.1.');
const isHead = (name: string) => name.startsWith('head.');
const TUNES: readonly [Tune, (name: string) => boolean][] = [
  ['head', isHead],
  [{ last: 1 }, name => name.startsWith('encoder.layer.1.') || isDense(name) || isHead(name)],
  [{ last: 2 }, name => name.startsWith('encoder.layer.') || isDense(name) || isHead(name)],
  [{ lora: 2 }, name => name.includes('.lora_') || isHead(name)],
  ['all', () => true],
];

describe.each(TUNES)('tune: %o', (tune, trains) => {
  const options = {
    tune,
    inputs,
    loss: 'contrastive',
    margin: 0.5,
    batch_size: 4,
    learning_rate: 0.01,
    weight_decay: 0.01,
    max_grad_norm: 1,
    totalSteps: 10,
    warmup: 0,
  } as const;

  it('changes all that it names, and nothing else', async () => {
    startTuning(model, { tune, seed: 1 });
    const values = () =>
      new Map([...namedVariables(model)].map(([name, variable]) => [name, [...variable.dataSync()]]));
    const before = values();
    const trainer = createTrainer(engine, model, options);
    // B is zero at first, so that A only moves from the second step on.
    for (let step = 0; step < 2; step++) await trainer.step(batch);
    trainer.dispose();
    const after = values();
    const changed = [...before.keys()].filter(name => `${after.get(name)}` !== `${before.get(name)}`);
    const named = trainable(model, tune).map(({ name }) => name);
    expect(named).toEqual([...before.keys()].filter(trains));
    expect(changed).toEqual(named);
  });

  it('keeps the state of what trains only', () => {
    startTuning(model, { tune, seed: 1 });
    const before = tf.memory();
    const trainer = createTrainer(engine, model, options);
    const trained = trainable(model, tune).reduce((sum, { variable }) => sum + variable.size, 0);
    // Two averages of four bytes each.
    expect(tf.memory().numBytes - before.numBytes).toBe(8 * trained);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
  });
});

describe('what is frozen', () => {
  /** Matrix products of the loss and its gradient. */
  async function products(tune: Tune): Promise<number> {
    startTuning(model, { tune, seed: 1 });
    const variables = trainable(model, tune).map(({ variable }) => variable);
    const { texts } = batchTensors(batch, 4, inputs, 0);
    const { kernelNames, kernels } = await tf.profile(() => {
      const { value, grads } = tf.variableGrads(
        () => tf.sum(tf.square(embed(model, inputs, texts))) as tf.Scalar,
        variables,
      );
      return [value, ...Object.values(grads)];
    });
    expect(kernelNames).toContain('BatchMatMul');
    finishTuning(model);
    return kernels.filter(({ name }) => name === 'BatchMatMul').length;
  }

  it('is not differentiated', async () => {
    // Of each layer, six linear maps and two products of attention; pooling, the dense module and the head after them.
    const forward = 2 * 8 + 3;
    // Of a linear map, one product for its weight and one for its input; pooling has no weight.
    const layer = 2 * 8;
    const after = 1 + 2 + 2;
    expect(await products('all')).toBe(forward + 2 * layer + after);
    // What is below the lowest layer that trains needs no gradient, so its query, key and value give none.
    expect(await products({ last: 2 })).toBe(forward + 2 * layer - 3 + after);
    expect(await products({ last: 1 })).toBe(forward + layer - 3 + after);
    // An adapter has two products forward and four back, of which the lowest layer's two have nobody below to tell.
    const adapters = 4 * (2 + 4) - 2;
    // Of what is frozen only the inputs' gradients are left: in the lowest layer not those of query, key and value, nor
    // that of attention's keys, which no adapter changes.
    const frozen = 2 * (6 + 4) - 3 - 1;
    expect(await products({ lora: 2 })).toBe(forward + adapters + frozen + after - 1);
  });
});

describe('assertTunable', () => {
  it.each([
    [{ last: 3 }, /^train.tune.last is 3, but the base model has 2 layers\.$/],
    [{ lora: 9 }, /^train.tune.lora is 9, but the base model’s layers are only 8 wide\.$/],
  ] as const)('refuses %o', (tune, message) => {
    const expected = { code: 'CONFIG_INVALID', message: expect.stringMatching(message) };
    expect(() => assertTunable(model, tune)).toThrow(expect.objectContaining(expected));
    expect(() => startTuning(model, { tune, seed: 1 })).toThrow(expect.objectContaining(expected));
    expect(() => trainable(model, tune)).toThrow(expect.objectContaining(expected));
  });

  it.each([{ last: 1 }, { lora: 1 }])('refuses %o of static embeddings', tune => {
    const [key] = Object.keys(tune);
    expect(() => assertTunable(headModel(4, 2), tune)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(`train.tune.${key} is set`),
      }),
    );
  });

  it('wants tuning to be started before adapters train', () => {
    expect(() => trainable(model, { lora: 2 })).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});

describe('describeTune', () => {
  it('names the choice', () => {
    expect(['head', 'all', { last: 2 }, { lora: 8 }].map(tune => describeTune(tune as Tune))).toEqual([
      'head',
      'all',
      'last 2',
      'lora 8',
    ]);
  });
});
