import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deadline } from '../../../src/commands/deadline.ts';
import type { Emit, TrialJob } from '../../../src/commands/job.ts';
import { loadBase } from '../../../src/commands/load-base.ts';
import { Scorer } from '../../../src/commands/scorer.ts';
import { Stopwatch } from '../../../src/commands/stopwatch.ts';
import { TextIndex } from '../../../src/commands/text-index.ts';
import { baseFeatures, type Features } from '../../../src/commands/trial-features.ts';
import { furtherSeeds, ofSeed } from '../../../src/commands/trial-seeds.ts';
import { loadData } from '../../../src/data/load.ts';
import { dataOptions } from '../../../src/data/options.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { engineOptions } from '../../../src/engine/options.ts';
import { openEngine } from '../../../src/engine/select.ts';
import { evaluateOptions } from '../../../src/evaluation/options.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { modelOptions } from '../../../src/model/options.ts';
import { trainOptions } from '../../../src/training/options.ts';
import { root } from '../../shared.ts';

const job: TrialJob = {
  kind: 'trial',
  root: join(root, 'fixtures'),
  data: dataOptions.parse({
    train: 'data/train.tsv',
    validation: 'data/validation.tsv',
    test: 'data/test.tsv',
    examples: 64,
  }),
  model: modelOptions.parse({ base: 'models/tiny', dimensions: 8 }),
  train: trainOptions.parse({ epochs: 2, seed: 7 }),
  evaluate: evaluateOptions.parse({ seeds: 5 }),
  engine: engineOptions.parse({ engine: 'onnxruntime', provider: 'cpu', threads: 1 }),
  output: '',
  checkpoint: '',
};
const { signal } = new AbortController();

/** Without a limit until it is told that time is up. */
class Alarm extends Deadline {
  up = false;
  constructor() {
    super(undefined);
  }
  override left(): number {
    return this.up ? -1 : Number.POSITIVE_INFINITY;
  }
}

describe('furtherSeeds', () => {
  let engine: Engine;
  let model: EmbeddingModel;
  let index: TextIndex;
  let features: Features;

  beforeAll(async () => {
    engine = await openEngine(job.engine, () => {});
    model = await loadBase(job, { seed: 7, dimensions: 8 });
    index = new TextIndex((await loadData(job.data, job.root, { seed: 7 })).splits);
    const context = { emit: () => {}, signal, watch: new Stopwatch(), deadline: new Alarm() };
    ({ features } = await baseFeatures({}, engine, model, index, context));
  }, 60_000);
  afterAll(() => {
    model.dispose();
    engine.dispose();
  });

  /** Trains until the deadline is over, which is when `seed` has taken so many steps. */
  async function until(seed: number, steps: number) {
    const deadline = new Alarm();
    deadline.up = steps === 0;
    const emit: Emit = event => {
      if (event.type === 'progress' && event.seed === seed && event.done >= steps) deadline.up = true;
    };
    const first = await new Scorer(job, index, engine, model, features).candidate(signal);
    const context = { emit, signal, watch: new Stopwatch(), deadline };
    const { evaluations, stopped } = await furtherSeeds(job, first, index, features, engine, model, context);
    expect(evaluations[0]!.evaluation).toBe(first);
    return { seeds: evaluations.map(({ seed }) => seed), stopped };
  }

  it('trains with each seed', async () => {
    expect(await until(-1, 1)).toEqual({ seeds: [7, 8, 9, 10, 11], stopped: false });
  });

  it('leaves out what the budget cuts short, and what then makes the number even', async () => {
    expect(await until(8, 0)).toEqual({ seeds: [7], stopped: true });
    expect(await until(8, 1)).toEqual({ seeds: [7], stopped: true });
    expect(await until(9, 1)).toEqual({ seeds: [7], stopped: true });
    expect(await until(11, 1)).toEqual({ seeds: [7, 8, 9], stopped: true });
  }, 60_000);
});

it('ofSeed names the seed in lines and progress', () => {
  const seen: unknown[] = [];
  const emit = ofSeed(event => seen.push(event), 43);
  emit({ type: 'log', line: 'Epoch 1' });
  emit({ type: 'progress', phase: 'train', done: 1, total: 2 });
  expect(seen).toEqual([
    { type: 'log', line: 'Seed 43: Epoch 1' },
    { type: 'progress', phase: 'train', done: 1, total: 2, seed: 43 },
  ]);
});
