import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { type FitOptions, type StepEvent, fit as training } from '../../../src/training/fit.ts';
import type { TrainingInputs } from '../../../src/training/inputs.ts';
import { type TrainOptions, trainOptions } from '../../../src/training/options.ts';
import { trainable } from '../../../src/training/trainable.ts';
import { startTuning } from '../../../src/training/tuning.ts';
import { Random } from '../engine/random.ts';
import { headModel, tinyBert, tokenRows } from './models.ts';
import { failingCalls, type Memory, onScarceDevice } from './scarce.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openReference();
});

const TEXTS = 40;
const DIMENSIONS = 6;
const TOLERANCE = 1e-6;

type Tune = TrainOptions['tune'];

function makeModel(tune: Tune): EmbeddingModel {
  return tune === 'head' ? headModel(DIMENSIONS, 5) : tinyBert({ head: 5 });
}

function makeInputs(tune: Tune): TrainingInputs {
  if (tune !== 'head') return { kind: 'tokens', tokens: tokenRows(TEXTS) };
  const features = new Random(11).values(TEXTS * DIMENSIONS);
  return { kind: 'features', features, dimensions: DIMENSIONS };
}

interface Run {
  readonly tune?: Tune;
  readonly given?: object;
  readonly memory?: Memory;
  readonly engine?: Engine;
  readonly pairs?: number;
  readonly columns?: number;
  readonly label?: (random: Random) => number;
  readonly onStep?: (event: StepEvent) => void;
}

function setUp({ tune = 'head', given = {}, pairs: count = 21, columns = 2, ...run }: Run) {
  const model = makeModel(tune);
  startTuning(model, { tune, seed: 5 });
  const random = new Random(12);
  const text = () => Int32Array.from({ length: count }, () => random.integer(0, TEXTS - 1));
  const labels = Float32Array.from({ length: count }, () => run.label?.(random) ?? random.integer(0, 1));
  const options: FitOptions = {
    engine: run.engine ?? engine,
    model: run.memory ? onScarceDevice(model, run.memory) : model,
    options: trainOptions.parse({
      tune,
      batch_size: 8,
      epochs: 2,
      warmup_steps: 1,
      learning_rate: 0.01,
      ...given,
    }),
    examples: { texts: Array.from({ length: columns }, text), labels },
    inputs: makeInputs(tune),
  };
  return { model, options };
}

async function train(run: Run) {
  const { model, options } = setUp(run);
  const events: StepEvent[] = [];
  for await (const event of training(options)) {
    events.push(event);
    run.onStep?.(event);
  }
  const weights = new Map(
    trainable(model, run.tune ?? 'head').map(({ name, variable }) => [name, Array.from(variable.dataSync())]),
  );
  model.dispose();
  return { events, weights };
}

function worst(a: readonly number[], b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i]!)), 0);
}

type Trained = Awaited<ReturnType<typeof train>>;

function expectSame(actual: Trained, expected: Trained): void {
  const column = ({ events }: Trained, key: 'loss' | 'learningRate') => events.map(event => event[key]);
  for (const key of ['loss', 'learningRate'] as const)
    expect(worst(column(actual, key), column(expected, key)), key).toBeLessThan(TOLERANCE);
  const norms = (of: Trained) =>
    of.events.map((event, i) => event.gradientNorm / (1 + expected.events[i]!.gradientNorm));
  expect(worst(norms(actual), norms(expected))).toBeLessThan(TOLERANCE);
  // Softmax does not see what is added to all keys: this gradient is rounding alone, which Adam scales to full size.
  for (const [name, values] of expected.weights)
    if (!name.endsWith('attention.self.key.bias'))
      expect(worst(actual.weights.get(name)!, values), name).toBeLessThan(TOLERANCE);
}

const score = (random: Random) => random.integer(0, 10) / 10;

describe('training on too little memory', () => {
  const cases = (['head', 'all'] as const).flatMap(tune =>
    (['contrastive', 'online-contrastive'] as const).map(loss => ({ tune, loss })),
  );

  it.each(cases)('takes the steps of whole batches in parts: $tune, $loss', async ({ tune, loss }) => {
    const run = { tune, given: { loss, batch_size: 10 } };
    const untroubled = await train(run);
    // 21 pairs: the last batch has one.
    expect(untroubled.events.map(event => event.physicalBatch)).toEqual([10, 10, 10, 10, 10, 10]);
    expect(untroubled.events.filter(({ loss: value }) => value > 0.01).length).toBeGreaterThan(3);
    for (const [pairs, physical] of [
      [5, 5],
      [4, 3],
      [1, 1],
    ] as const) {
      const troubled = await train({ ...run, memory: { pairs, attempts: [] } });
      expect(troubled.events.map(event => event.physicalBatch)).toEqual(new Array(6).fill(physical));
      expectSame(troubled, untroubled);
    }
  });

  const further = [
    { given: { loss: 'cosine-similarity' }, columns: 2, label: score },
    { given: { loss: 'cosent', scale: 2 }, columns: 2, label: score },
    { given: { loss: 'multiple-negatives-ranking' }, columns: 2 },
    {
      given: { loss: 'multiple-negatives-ranking', scale: 2, symmetric: true, matryoshka: [5, 3] },
      columns: 4,
    },
    { tune: 'all', given: { loss: 'multiple-negatives-ranking', scale: 2 }, columns: 3 },
    { tune: { last: 1 }, given: { loss: 'cosent', scale: 2 }, columns: 2, label: score },
    { tune: { lora: 2 }, given: { loss: 'triplet', margin: 1 }, columns: 3 },
    { given: { loss: 'triplet', margin: 1 }, columns: 3 },
    { given: { loss: 'triplet', distance: 'cosine', matryoshka: [5, 2] }, columns: 3 },
  ] as const;

  it.each(further)('takes the steps of whole batches in parts: $given.loss', async ({ given, ...rest }) => {
    const run: Run = { label: () => 1, ...rest, given: { ...given, batch_size: 6 } };
    const untroubled = await train(run);
    const steps = untroubled.events.length;
    expect(steps).toBeGreaterThan(6);
    expect(untroubled.events.filter(({ loss }) => loss > 0.01).length).toBeGreaterThan(5);
    for (const [pairs, physical] of [
      [4, 3],
      [2, 2],
      [1, 1],
    ] as const) {
      const memory = { pairs, columns: rest.columns, attempts: [] };
      const troubled = await train({ ...run, memory });
      expect(troubled.events.map(event => event.physicalBatch)).toEqual(new Array(steps).fill(physical));
      expectSame(troubled, untroubled);
    }
  });

  it('halves until it fits, embeds each part twice, and does not try more again', async () => {
    const memory: Memory = { pairs: 2, attempts: [] };
    await train({ memory, pairs: 8, given: { epochs: 2 } });
    const parts = new Array(2 * 4).fill(2);
    expect(memory.attempts).toEqual([8, 4, ...parts, ...parts]);
  });

  it('comes down in the middle of a run, and further later', async () => {
    const untroubled = await train({});
    const memory: Memory = { pairs: 8, attempts: [] };
    const troubled = await train({
      memory,
      onStep: ({ step }) => {
        if (step === 2) memory.pairs = 4;
        if (step === 4) memory.pairs = 3;
      },
    });
    expect(troubled.events.map(event => event.physicalBatch)).toEqual([8, 8, 4, 4, 2, 2]);
    expectSame(troubled, untroubled);
  });

  it('loses nothing to a failure at any point of a step in parts', async () => {
    const untroubled = await train({ pairs: 16 });
    // Call 1 is the whole first step; then 2 parts are embedded, 1 loss, 2 parts backward, 1 update: calls 2 to 7.
    for (let call = 2; call <= 7; call++) {
      const troubled = await train({
        pairs: 16,
        engine: failingCalls(engine, 'ENGINE_OUT_OF_MEMORY', [1, call]),
      });
      expect(troubled.events.map(event => event.physicalBatch)).toEqual([2, 2, 2, 2]);
      expectSame(troubled, untroubled);
    }
    const last = await train({ pairs: 16, engine: failingCalls(engine, 'ENGINE_OUT_OF_MEMORY', [1, 8]) });
    expect(last.events.map(event => event.physicalBatch)).toEqual([4, 2, 2, 2]);
    expectSame(last, untroubled);
  });

  it('ends with the remedy when one pair is too much, and leaves the weights as they were', async () => {
    const start = tf.memory().numTensors;
    const { model, options } = setUp({ memory: { pairs: 0, attempts: [] } });
    const before = Array.from(model.head!.weight.dataSync());
    const withModel = tf.memory().numTensors;
    const failed = training(options).next();
    await expect(failed).rejects.toMatchObject({
      code: 'ENGINE_OUT_OF_MEMORY',
      message: 'Out of memory while training, even with 1 pair at once.',
      remedy: expect.stringMatching(/`model\.max_length` or `train\.batch_size`/),
      details: ['no room for 1'],
      exitCode: 4,
    });
    expect(Array.from(model.head!.weight.dataSync())).toEqual(before);
    expect(tf.memory().numTensors).toBe(withModel);
    model.dispose();
    expect(tf.memory().numTensors).toBe(start);
  });

  it('does not try again after any other failure', async () => {
    for (const code of ['ENGINE_DEVICE_LOST', 'ENGINE_FAILED'] as const) {
      const memory: Memory = { pairs: 8, attempts: [] };
      const { model, options } = setUp({ memory, engine: failingCalls(engine, code, [2]) });
      const before = tf.memory().numTensors;
      const events = training(options);
      await events.next();
      await expect(events.next()).rejects.toMatchObject({ code, message: 'call 2' });
      expect(memory.attempts).toEqual([8]);
      expect(tf.memory().numTensors).toBe(before);
      model.dispose();
    }
  });

  it('takes accumulators only when it needs them, and frees all', async () => {
    const start = tf.memory().numTensors;
    const memory: Memory = { pairs: 8, attempts: [] };
    const { model, options } = setUp({ memory, given: { epochs: 20 } });
    const withModel = tf.memory().numTensors;
    const taken = new Set<number>();
    for await (const { step } of training(options)) {
      taken.add(tf.memory().numTensors - withModel);
      if (step === 20) memory.pairs = 4;
      if (step === 40) memory.pairs = 1;
    }
    // Two averages of each of two variables, then one accumulator of each as well.
    expect([...taken]).toEqual([4, 6]);
    expect(tf.memory().numTensors).toBe(withModel);
    model.dispose();
    expect(tf.memory().numTensors).toBe(start);
  });
});
