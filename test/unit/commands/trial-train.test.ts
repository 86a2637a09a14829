import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Deadline } from '../../../src/commands/deadline.ts';
import type { TrialJob, WorkerEvent } from '../../../src/commands/job.ts';
import type { Scorer } from '../../../src/commands/scorer.ts';
import { Stopwatch } from '../../../src/commands/stopwatch.ts';
import { TextIndex } from '../../../src/commands/text-index.ts';
import { trainBest } from '../../../src/commands/trial-train.ts';
import type { Label, Pair } from '../../../src/data/pair.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { loadCheckpoint } from '../../../src/training/checkpoint.ts';
import { type TrainOptions, trainOptions } from '../../../src/training/options.ts';
import { splits } from '../data/files.ts';
import { Random } from '../engine/random.ts';
import { headModel } from '../training/models.ts';
import { type Memory, onScarceDevice } from '../training/scarce.ts';

const DIMENSIONS = 6;
const PAIRS = 16;

let folder: string;
let engine: Engine;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trial-train-'));
  engine = await openReference();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function pairs(split: string, count: number): Pair[] {
  const text = (i: number, side: string) => `${split} ${i} ${side}`;
  return Array.from({ length: count }, (_, i) => ({
    first: text(i, 'a'),
    second: text(i, 'b'),
    label: (i % 2) as Label,
    file: split,
    line: i + 1,
  }));
}

const index = new TextIndex(splits(pairs('train', PAIRS), pairs('validation', 2), pairs('test', 2)));

/** Trains two epochs of two steps; the validation accuracy rises from epoch to epoch. */
async function run(
  model: EmbeddingModel,
  given: { engine?: Engine; values?: Float32Array; train?: Partial<TrainOptions> } = {},
) {
  const lines: string[] = [];
  let validations = 0;
  const scorer = {
    validationAccuracy: async () => 0.5 + validations++ / 100,
    validationByDimensions: async (sizes: readonly number[]) =>
      sizes.map(dimensions => ({ dimensions, validationAccuracy: dimensions / 10 })),
  } as unknown as Scorer;
  const job = {
    train: trainOptions.parse({ batch_size: PAIRS / 2, epochs: 2, loss: 'contrastive', ...given.train }),
    checkpoint: join(folder, 'checkpoint'),
  } as TrialJob;
  const matrix = given.values ?? new Random(5).values(index.size * DIMENSIONS);
  const features = {
    matrix,
    dimensions: DIMENSIONS,
    row: Int32Array.from({ length: index.size }, (_, i) => i),
  };
  const emit = (event: WorkerEvent) => {
    if (event.type === 'log') lines.push(event.line);
  };
  const context = {
    emit,
    signal: new AbortController().signal,
    watch: new Stopwatch(),
    deadline: new Deadline(undefined),
  };
  const summary = await trainBest(job, index, features, given.engine ?? engine, model, scorer, context);
  return { summary, lines };
}

describe('trainBest', () => {
  it('says once that memory did not suffice, and keeps it for the report', async () => {
    const model = headModel(DIMENSIONS, 3);
    const memory: Memory = { pairs: 2, attempts: [] };
    const { summary, lines } = await run(onScarceDevice(model, memory));
    expect(lines.filter(line => line.includes('memory'))).toEqual([
      'Out of memory at 8 pairs; training in parts of 2 pairs, gradients accumulated to the same batch',
    ]);
    expect(summary.accumulation).toEqual({ batchSize: 8, physicalBatch: 2 });
    expect(summary).toMatchObject({ steps: 4, plannedSteps: 4, bestEpoch: 2 });
    model.dispose();
  });

  it('tells the loss by what is not usual of it, and the accuracy at each Matryoshka dimension', async () => {
    const model = headModel(DIMENSIONS, 3);
    expect((await run(model)).summary).toMatchObject({ loss: 'contrastive' });
    const { summary } = await run(model, { train: { margin: 0.4, matryoshka: [3, 2] } });
    expect(summary.loss).toBe('contrastive (margin 0.4), matryoshka 3, 2');
    expect(summary.matryoshka).toEqual([
      { dimensions: 3, validationAccuracy: 0.3 },
      { dimensions: 2, validationAccuracy: 0.2 },
    ]);
    await expect(run(model, { train: { matryoshka: [4] } })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    model.dispose();
  });

  it('says nothing about memory when there is enough', async () => {
    const model = headModel(DIMENSIONS, 3);
    const { summary, lines } = await run(model);
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain('memory');
    expect(summary).not.toHaveProperty('accumulation');
    model.dispose();
  });

  it.each([PAIRS, 2])(
    'keeps no checkpoint of a loss that is not finite, with room for %i pairs',
    async room => {
      const model = headModel(DIMENSIONS, 3);
      const before = tf.memory().numTensors;
      const values = new Float32Array(index.size * DIMENSIONS).fill(Number.NaN);
      const failed = run(onScarceDevice(model, { pairs: room, attempts: [] }), { values });
      await expect(failed).rejects.toMatchObject({ code: 'LOSS_NOT_FINITE' });
      expect(existsSync(join(folder, 'checkpoint'))).toBe(false);
      expect(tf.memory().numTensors).toBe(before);
      model.dispose();
    },
  );

  it('leaves the last good epoch in the checkpoint when the loss ceases to be finite later', async () => {
    const model = headModel(DIMENSIONS, 3);
    let steps = 0;
    // From the last step on, the weights are ruined before they are used.
    const ruinous: Engine = {
      ...engine,
      compile(fn) {
        const compiled = engine.compile(fn);
        return async (...inputs) => {
          if (++steps === 4)
            tf.tidy(() => model.head!.weight.assign(tf.fill(model.head!.weight.shape, Number.NaN)));
          return compiled(...inputs);
        };
      },
    };
    await expect(run(model, { engine: ruinous })).rejects.toMatchObject({
      code: 'LOSS_NOT_FINITE',
      message: expect.stringContaining('at step 4'),
    });
    expect(await loadCheckpoint(join(folder, 'checkpoint'), model)).toEqual({ epoch: 1 });
    expect(Array.from(model.head!.weight.dataSync()).every(Number.isFinite)).toBe(true);
    model.dispose();
  });
});
