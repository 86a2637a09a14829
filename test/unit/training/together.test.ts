import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../src/engine/onnxruntime/open.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import { fit as training } from '../../../src/training/fit.ts';
import type { Batch, TrainingInputs } from '../../../src/training/inputs.ts';
import { type TrainOptions, trainOptions } from '../../../src/training/options.ts';
import { createTrainer } from '../../../src/training/trainer.ts';
import { Random } from '../engine/random.ts';
import { headModel } from './models.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());

const TEXTS = 30;
const DIMENSIONS = 6;

function features(seed = 11): TrainingInputs {
  return { kind: 'features', features: new Random(seed).values(TEXTS * DIMENSIONS), dimensions: DIMENSIONS };
}

/** The last of them has fewer rows than the others. */
function batches(count: number, seed = 12): Batch[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => {
    const rows = i === count - 1 ? 3 : 5;
    const text = () => Int32Array.from({ length: rows }, () => random.integer(0, TEXTS - 1));
    return { texts: [text(), text()], labels: Float32Array.from({ length: rows }, (_, row) => row % 2) };
  });
}

const options = (given: Partial<TrainOptions> = {}) => ({
  ...trainOptions.parse({ batch_size: 5, learning_rate: 0.05, ...given }),
  totalSteps: 12,
  warmup: 2,
  inputs: features(),
});

describe.each(['online-contrastive', 'cosent'] as const)('steps taken together (%s)', loss => {
  it('are those taken one by one, bit for bit', async () => {
    const run = async (sizes: readonly number[]) => {
      const model = headModel(DIMENSIONS, 4);
      const trainer = createTrainer(engine, model, options({ loss }));
      const all = batches(8);
      const outcomes = [];
      let at = 0;
      for (const size of sizes) {
        outcomes.push(...(await trainer.steps(all.slice(at, at + size))));
        at += size;
      }
      const weights = [...(await model.head!.weight.data()), ...(await model.head!.bias!.data())];
      trainer.dispose();
      model.dispose();
      return { outcomes, weights };
    };
    const apart = await run([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(await run([8])).toEqual(apart);
    expect(await run([3, 5])).toEqual(apart);
    expect(apart.outcomes.map(({ learningRate }) => learningRate).slice(0, 3)).toEqual([0, 0.025, 0.05]);
    expect(new Set(apart.outcomes.map(outcome => outcome.loss)).size).toBe(8);
  });
});

it.each([
  [8, 1024, 1],
  [2048, 1024, 8],
])('batches of %i are taken together only while their features are few', async (rows, dimensions, calls) => {
  let made = 0;
  const counting: Engine = {
    ...engine,
    compile: (fn, given) => {
      const compiled = engine.compile(fn, given);
      return (...inputs) => {
        made++;
        return compiled(...inputs);
      };
    },
  };
  const inputs: TrainingInputs = {
    kind: 'features',
    features: new Random(1).values(TEXTS * dimensions),
    dimensions,
  };
  const model = headModel(dimensions, 2);
  const trainer = createTrainer(counting, model, { ...options({ batch_size: rows }), inputs });
  const text = () => Int32Array.from({ length: rows }, (_, i) => i % TEXTS);
  const labels = Float32Array.from({ length: rows }, (_, i) => i % 2);
  await trainer.steps(Array.from({ length: 8 }, () => ({ texts: [text(), text().reverse()], labels })));
  expect(made).toBe(calls);
  trainer.dispose();
  model.dispose();
});

describe('a trainer that is restarted', () => {
  it('trains as a new one does, also on other features', async () => {
    const model = headModel(DIMENSIONS, 4);
    const trainer = createTrainer(engine, model, options());
    const other = { ...options({ learning_rate: 0.2 }), inputs: features(99) };
    const fresh = headModel(DIMENSIONS, 4, 7);
    const expected = await createTrainer(engine, fresh, other).steps(batches(8, 5));

    await trainer.steps(batches(8));
    model.head!.restart(7);
    trainer.restart(other);
    expect(await trainer.steps(batches(8, 5))).toEqual(expected);
    expect(await model.head!.weight.data()).toEqual(await fresh.head!.weight.data());
  });
});

describe('fit', () => {
  it('tells steps taken together one by one, and which of them the weights have reached', async () => {
    const model = headModel(DIMENSIONS, 4);
    const random = new Random(3);
    const text = () => Int32Array.from({ length: 50 }, () => random.integer(0, TEXTS - 1));
    const labels = Float32Array.from({ length: 50 }, (_, i) => i % 2);
    const train = trainOptions.parse({ batch_size: 5, epochs: 2, learning_rate: 0.01 });
    const examples = { texts: [text(), text()], labels };
    const seen = [];
    for await (const event of training({ engine, model, options: train, examples, inputs: features() })) {
      seen.push(event);
    }
    expect(seen.map(event => event.step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(seen.filter(event => event.reached).map(event => event.step)).toEqual([
      4, 8, 9, 10, 14, 18, 19, 20,
    ]);
    expect(seen.filter(event => event.epochEnd).map(event => event.step)).toEqual([10, 20]);
  });

  it('names the step at which the loss is not finite, among steps taken together', async () => {
    const model = headModel(DIMENSIONS, 4);
    const trainer = createTrainer(engine, model, options());
    const broken = features() as { features: Float32Array };
    broken.features.fill(Number.NaN, 29 * DIMENSIONS);
    trainer.restart({ ...options(), inputs: broken as unknown as TrainingInputs });
    const all = batches(8).map(batch => ({
      ...batch,
      texts: batch.texts.map(column => Int32Array.from(column, text => Math.min(text, 28))),
    }));
    all[5] = { ...all[5]!, texts: all[5]!.texts.map(column => Int32Array.from(column, () => 29)) };
    const failure = await trainer.steps(all).catch(thrown => thrown);
    expect(failure).toBeInstanceOf(FinetuneGateError);
    expect([failure.code, failure.message]).toEqual(['LOSS_NOT_FINITE', expect.stringContaining('step 6')]);
  });
});
