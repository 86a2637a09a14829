import { existsSync, readdirSync, truncateSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
import { breathe } from '../../../src/model/breathe.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { snapshot } from '../../../src/training/checkpoint.ts';
import { type TrainOptions, trainOptions } from '../../../src/training/options.ts';
import { readState } from '../../../src/training/state-file.ts';
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
    const states = readdirSync(join(folder, 'checkpoint'));
    expect(states).toEqual([expect.stringMatching(/-0000000002\.state$/)]);
    const { meta, arrays } = (await readState(join(folder, 'checkpoint', states[0]!)))!;
    expect(meta).toMatchObject({ progress: { epoch: 1, epochEnd: true }, best: { epoch: 1 } });
    expect([...arrays.values()].every(values => values.every(Number.isFinite))).toBe(true);
    model.dispose();
  });
});

describe('a training that was ended', () => {
  const train = trainOptions.parse({
    batch_size: 3,
    epochs: 3,
    loss: 'contrastive',
    learning_rate: 0.1,
    checkpoint_every: 1e-9,
  });
  const features = {
    matrix: new Random(5).values(index.size * DIMENSIONS),
    dimensions: DIMENSIONS,
    row: Int32Array.from({ length: index.size }, (_, i) => i),
  };

  /** Trains six steps an epoch, scored by the weights; is aborted, where that is asked for, at a step or while scoring. */
  async function trained(checkpoint: string, end: { step?: number; scoring?: number } = {}, given = train) {
    const model = headModel(DIMENSIONS, 3);
    const abort = new AbortController();
    const [events, keys] = [[] as WorkerEvent[], new Set<string>()];
    let scorings = 0;
    const scorer = {
      async validationAccuracy(signal: AbortSignal) {
        if (++scorings === end.scoring) abort.abort();
        await breathe(signal);
        return Math.abs(Math.sin(1000 * (model.head!.weight.dataSync()[0] as number)));
      },
    } as unknown as Scorer;
    const emit = (event: WorkerEvent) => {
      events.push(event);
      if (event.type === 'checkpoint') keys.add(event.key);
      if (event.type === 'progress' && event.done === end.step) abort.abort();
    };
    const context = { emit, signal: abort.signal, watch: new Stopwatch(), deadline: new Deadline(undefined) };
    try {
      const job = { train: given, checkpoint: join(folder, checkpoint) } as TrialJob;
      const summary = await trainBest(job, index, features, engine, model, scorer, context);
      return { summary, weights: snapshot(model, 'head'), events, keys };
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'INTERRUPTED' });
      return { events, keys };
    } finally {
      model.dispose();
    }
  }
  const lines = (events: readonly WorkerEvent[]) =>
    events.flatMap(event => (event.type === 'log' ? [event.line] : []));
  const steps = (events: readonly WorkerEvent[]) =>
    events.flatMap(event => (event.type === 'progress' ? [event.done] : []));

  it('goes on where it was interrupted, at any step and while it scores, and ends with the same', async () => {
    const whole = await trained('whole');
    const ends: { step?: number; scoring?: number }[] = [
      ...Array.from({ length: 17 }, (_, i) => ({ step: i + 1 })),
      { scoring: 1 },
      { scoring: 2 },
      { scoring: 3 },
    ];
    for (const [i, end] of ends.entries()) {
      const ended = await trained(`ended-${i}`, end);
      expect(ended.summary, JSON.stringify(end)).toBeUndefined();
      const rest = await trained(`ended-${i}`);
      const asked = end.step ?? 6 * end.scoring!;
      // The first four steps of an epoch are taken together.
      const at = Math.max(asked, asked - (asked % 6 || 6) + 4);
      expect(lines(rest.events)[0]).toBe(`Resuming at step ${at} of 18 (epoch ${Math.ceil(at / 6)})`);
      expect(steps(rest.events)[0]).toBe(at < 18 ? at + 1 : undefined);
      expect(rest.summary).toEqual(whole.summary);
      expect(rest.weights).toEqual(whole.weights);
      expect(rest.keys).toEqual(whole.keys);
    }
  }, 60_000);

  it('has nothing left to train once it has ended, and says what it said', async () => {
    const whole = await trained('once');
    const again = await trained('once');
    expect(steps(again.events)).toEqual([]);
    expect(again.summary).toEqual(whole.summary);
    expect(again.weights).toEqual(whole.weights);
  });

  it('takes the checkpoint before one that is torn', async () => {
    const whole = await trained('whole');
    await trained('torn', { step: 9 });
    const states = readdirSync(join(folder, 'torn')).sort();
    expect(states).toHaveLength(2);
    truncateSync(join(folder, 'torn', states[1]!), 100);
    const rest = await trained('torn');
    expect(lines(rest.events)[0]).toBe('Resuming at step 6 of 18 (epoch 1)');
    expect(rest.weights).toEqual(whole.weights);
  });

  it('uses no checkpoint of other settings, but any of another interval', async () => {
    await trained('other', { step: 9 });
    const other = await trained('other', {}, { ...train, learning_rate: 0.2 });
    expect(steps(other.events)[0]).toBe(1);
    await trained('interval', { step: 9 });
    const slower = await trained('interval', {}, { ...train, checkpoint_every: 60 });
    expect(steps(slower.events)[0]).toBe(11);
    // That which it begins with, one at the end of each of two epochs, and the last.
    expect(slower.events.filter(({ type }) => type === 'checkpoint')).toHaveLength(4);
  });

  it('trains all the same where no checkpoint can be written, and says so once', async () => {
    await writeFile(join(folder, 'no-folder'), '');
    const { events, summary } = await trained('no-folder');
    expect(summary?.steps).toBe(18);
    expect(lines(events).filter(line => line.includes('No checkpoint could be written'))).toHaveLength(1);
  });
});
