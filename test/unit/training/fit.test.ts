import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { type FitOptions, fit as run, type StepEvent } from '../../../src/training/fit.ts';
import type { Examples, TrainingInputs } from '../../../src/training/inputs.ts';
import { trainOptions } from '../../../src/training/options.ts';
import { createTrainer } from '../../../src/training/trainer.ts';
import { Random } from '../engine/random.ts';
import { headModel, tinyBert, tokenRows } from './models.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openReference();
});

const TEXTS = 20;
const DIMENSIONS = 6;

function features(seed = 11): TrainingInputs {
  return { kind: 'features', features: new Random(seed).values(TEXTS * DIMENSIONS), dimensions: DIMENSIONS };
}

function pairs(count: number, seed = 12): Examples {
  const random = new Random(seed);
  const text = () => Int32Array.from({ length: count }, () => random.integer(0, TEXTS - 1));
  return { texts: [text(), text()], labels: Float32Array.from({ length: count }, (_, i) => i % 2) };
}

function options(model: EmbeddingModel, given: object = {}, count = 10): FitOptions {
  const parsed = trainOptions.parse({ batch_size: 4, epochs: 2, learning_rate: 0.01, ...given });
  return { engine, model, options: parsed, examples: pairs(count), inputs: features() };
}

async function all(given: FitOptions): Promise<StepEvent[]> {
  const events: StepEvent[] = [];
  for await (const event of run(given)) events.push(event);
  return events;
}

describe('fit', () => {
  it('counts steps and epochs from 1, and warms up from a rate of 0', async () => {
    const model = headModel(DIMENSIONS, 3);
    const events = await all(options(model, { warmup_steps: 2 }));
    expect(
      events.map(({ step, totalSteps, epoch, epochEnd }) => [step, totalSteps, epoch, epochEnd]),
    ).toEqual([
      [1, 6, 1, false],
      [2, 6, 1, false],
      [3, 6, 1, true],
      [4, 6, 2, false],
      [5, 6, 2, false],
      [6, 6, 2, true],
    ]);
    const rates = [0, 0.005, 0.01, 0.0075, 0.005, 0.0025];
    for (const [i, event] of events.entries()) expect(event.learningRate).toBeCloseTo(rates[i]!, 12);
    model.dispose();
  });

  it('gives the same weights for the same seed, others for another', async () => {
    const weights = async (seed: number) => {
      const model = headModel(DIMENSIONS, 3);
      await all(options(model, { seed }));
      const values = Array.from(await model.head!.weight.data());
      model.dispose();
      return values;
    };
    const [once, again, other] = [await weights(1), await weights(1), await weights(2)];
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
  });

  it('learns', async () => {
    const model = headModel(DIMENSIONS, 8);
    const events = await all(options(model, { epochs: 60, loss: 'contrastive', learning_rate: 0.05 }, 16));
    const mean = (list: StepEvent[]) => list.reduce((sum, event) => sum + event.loss, 0) / list.length;
    expect(mean(events.slice(-4))).toBeLessThan(0.5 * mean(events.slice(0, 4)));
    model.dispose();
  });

  it('trains a whole encoder from tokens', async () => {
    const model = tinyBert({ head: 4 });
    const inputs = { kind: 'tokens', tokens: tokenRows(TEXTS) } as const;
    const before = Array.from(
      await model.architecture.variables.get('embeddings.word_embeddings.weight')!.data(),
    );
    const given = { ...options(model, { tune: 'all', loss: 'contrastive', epochs: 40 }, 8), inputs };
    const losses = (await all(given)).map(event => event.loss);
    expect(losses.at(-1)! + losses.at(-2)!).toBeLessThan(losses[0]! + losses[1]!);
    const after = Array.from(
      await model.architecture.variables.get('embeddings.word_embeddings.weight')!.data(),
    );
    expect(after).not.toEqual(before);
    model.dispose();
  });

  it('takes for in-batch negatives the positive pairs alone, and knows its steps though texts repeat', async () => {
    const model = headModel(DIMENSIONS, 3);
    // Text 0 is in five positive pairs of eight: five batches, and none of the negative pairs.
    const texts = [
      Int32Array.from([0, 0, 0, 0, 0, 9, 10, 11, 12, 13]),
      Int32Array.from([1, 2, 3, 4, 5, 14, 15, 16, 17, 18]),
    ];
    const labels = Float32Array.from([1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
    const given = { ...options(model, { loss: 'multiple-negatives-ranking' }), examples: { texts, labels } };
    const events = await all(given);
    expect(events.map(({ step, totalSteps, epoch }) => [step, totalSteps, epoch])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, 10, i < 5 ? 1 : 2]),
    );
    expect(events.filter(event => event.epochEnd).map(event => event.step)).toEqual([5, 10]);
    const negatives = { ...given, examples: { texts, labels: new Float32Array(10) } };
    await expect(all(negatives)).rejects.toMatchObject({ code: 'DATA_ONE_CLASS' });
    model.dispose();
  });

  it('trains a whole encoder on triplets', async () => {
    const model = tinyBert({ head: 4 });
    const random = new Random(3);
    const column = () => Int32Array.from({ length: 8 }, () => random.integer(0, TEXTS - 1));
    const given = {
      ...options(model, { tune: 'all', loss: 'triplet', margin: 1, epochs: 40 }),
      examples: { texts: [column(), column(), column()], labels: new Float32Array(8).fill(1) },
      inputs: { kind: 'tokens', tokens: tokenRows(TEXTS) } as const,
    };
    const losses = (await all(given)).map(event => event.loss);
    expect(losses.at(-1)! + losses.at(-2)!).toBeLessThan(0.7 * (losses[0]! + losses[1]!));
    model.dispose();
  });

  it('refuses Matryoshka dimensions that the model does not have', async () => {
    const model = headModel(DIMENSIONS, 3);
    await expect(all(options(model, { matryoshka: [4, 2] }))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'train.matryoshka names 4 dimensions, but the model has 3.',
    });
    model.dispose();
  });

  it('frees all it took: after a run, after leaving early, and over a hundred steps', async () => {
    const start = tf.memory().numTensors;
    const model = headModel(DIMENSIONS, 3);
    const withModel = tf.memory().numTensors;
    let during: number | undefined;
    for await (const { step } of run(options(model, { epochs: 40 }))) {
      during ??= tf.memory().numTensors;
      expect(tf.memory().numTensors).toBe(during);
      if (step === 110) break;
    }
    expect(during).toBe(withModel + 4);
    expect(tf.memory().numTensors).toBe(withModel);
    await all(options(model));
    expect(tf.memory().numTensors).toBe(withModel);
    model.dispose();
    expect(tf.memory().numTensors).toBe(start);
  });

  it('stops at the signal, with its own reason when that is an error of ours', async () => {
    const model = headModel(DIMENSIONS, 3);
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const stopped = async () => {
      for await (const { step } of run({ ...options(model), signal: controller.signal }))
        if (step === 2) controller.abort();
    };
    await expect(stopped()).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(tf.memory().numTensors).toBe(before);
    const reason = new FinetuneGateError('BUDGET_EXCEEDED', 'too long');
    await expect(all({ ...options(model), signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    model.dispose();
  });

  it('lets the event loop turn while it trains', async () => {
    const model = headModel(DIMENSIONS, 3);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await all(options(model, { epochs: 100 }));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
    model.dispose();
  });

  it('names step and learning rate when the loss is not finite', async () => {
    const model = headModel(DIMENSIONS, 3);
    const broken = features();
    if (broken.kind === 'features') broken.features.fill(Number.NaN);
    const before = tf.memory().numTensors;
    await expect(all({ ...options(model, { warmup_steps: 0 }), inputs: broken })).rejects.toMatchObject({
      code: 'LOSS_NOT_FINITE',
      message: 'The loss (NaN) is not finite at step 1, learning rate 0.0100.',
    });
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});

describe('createTrainer', () => {
  it('trains on a short batch as on its rows alone', async () => {
    const batch = {
      texts: [
        [0, 1, 2],
        [3, 4, 5],
      ],
      labels: [1, 0, 1],
    };
    const results = [];
    for (const batch_size of [3, 8]) {
      const model = headModel(DIMENSIONS, 3);
      const { options: parsed } = options(model, { batch_size, loss: 'contrastive' });
      const trainer = createTrainer(engine, model, {
        ...parsed,
        totalSteps: 3,
        warmup: 0,
        inputs: features(),
      });
      const { loss, gradientNorm } = await trainer.step(batch);
      results.push({ loss, gradientNorm, weights: Array.from(await model.head!.weight.data()) });
      trainer.dispose();
      model.dispose();
    }
    const [exact, padded] = results as [(typeof results)[0], (typeof results)[0]];
    expect(padded.loss).toBeCloseTo(exact.loss, 6);
    expect(padded.gradientNorm).toBeCloseTo(exact.gradientNorm, 6);
    for (const [i, weight] of exact.weights.entries()) expect(padded.weights[i]).toBeCloseTo(weight, 5);
  });
});
