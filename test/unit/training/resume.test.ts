import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../src/engine/onnxruntime/open.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { restore, snapshot } from '../../../src/training/checkpoint.ts';
import { type Position, fit as run, type StepEvent } from '../../../src/training/fit.ts';
import { type TrainOptions, trainOptions } from '../../../src/training/options.ts';
import { createTrainer, type TrainerState } from '../../../src/training/trainer.ts';
import { Random } from '../engine/random.ts';
import { headModel, tinyBert, tokenRows } from './models.ts';

const TEXTS = 20;
const DIMENSIONS = 6;
const PAIRS = 25;

function examples() {
  const random = new Random(12);
  const text = () => Int32Array.from({ length: PAIRS }, () => random.integer(0, TEXTS - 1));
  return { texts: [text(), text()], labels: Float32Array.from({ length: PAIRS }, (_, i) => i % 2) };
}

const features = {
  kind: 'features',
  features: new Random(11).values(TEXTS * DIMENSIONS),
  dimensions: DIMENSIONS,
} as const;
const tokens = { kind: 'tokens', tokens: tokenRows(TEXTS) } as const;

interface Left {
  readonly at: Position;
  readonly weights: ReturnType<typeof snapshot>;
  readonly trainer: TrainerState;
}

describe.each([
  ['reference', () => openReference()],
  ['onnxruntime', () => openOnnxruntime({ provider: 'cpu', threads: 1 })],
] as const)('a training that goes on (%s)', (_, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.dispose());

  /** Trains from a position to the end, and notes all that a checkpoint would hold wherever one could be written. */
  async function train(make: () => EmbeddingModel, train: TrainOptions, from?: Left) {
    const model = make();
    const inputs = train.tune === 'head' ? features : tokens;
    const trainer = createTrainer(engine, model, { ...train, totalSteps: 0, warmup: 0, inputs });
    if (from) restore(model, from.weights);
    const events: StepEvent[] = [];
    const left: Left[] = [];
    const given = { engine, model, options: train, examples: examples(), inputs, trainer };
    const resumed = from && { from: { ...from.at, trainer: from.trainer } };
    for await (const event of run({ ...given, ...resumed })) {
      events.push(event);
      const { step, epoch, batch, reached } = event;
      if (!reached) continue;
      left.push({
        at: { step, epoch, batch },
        weights: snapshot(model, train.tune),
        trainer: trainer.state(),
      });
    }
    const weights = snapshot(model, train.tune);
    trainer.dispose();
    model.dispose();
    return { events, left, weights };
  }

  it.each([
    // Seven steps an epoch: four together where the engine does that, then three.
    ['head', () => headModel(DIMENSIONS, 4), { tune: 'head', epochs: 3, warmup_steps: 4 }],
    ['all', () => tinyBert({ head: 4 }), { tune: 'all', epochs: 1 }],
  ] as const)('takes the very same steps from any checkpoint: %s', async (_, make, given) => {
    const options = trainOptions.parse({ batch_size: 4, learning_rate: 0.05, ...given });
    const whole = await train(make, options);
    expect(whole.left.length).toBeGreaterThanOrEqual(7);
    // An encoder's graph takes a second to be compiled.
    const some = options.tune === 'head' ? whole.left : [whole.left[0]!, whole.left[4]!];
    for (const from of some) {
      const rest = await train(make, options, from);
      expect(rest.events).toEqual(whole.events.slice(from.at.step));
      expect(rest.weights).toEqual(whole.weights);
    }
  });

  it('refuses the state of another optimizer', async () => {
    const options = trainOptions.parse({ batch_size: 4, epochs: 1 });
    const [one] = (await train(() => headModel(DIMENSIONS, 4), options)).left;
    const model = headModel(DIMENSIONS, 3);
    const trainer = createTrainer(engine, model, { ...options, totalSteps: 0, warmup: 0, inputs: features });
    expect(() => trainer.resume(one!.trainer)).toThrow('other parameters');
    trainer.dispose();
    model.dispose();
  });
});
