import { beforeAll, describe, expect, it } from 'vitest';
import { lap, lapTimes } from '../../../bench/work/clock.ts';
import { encodeWork } from '../../../bench/work/encode.ts';
import { randomModel, withFrozenEmbeddings } from '../../../bench/work/random-model.ts';
import { trainWork } from '../../../bench/work/train.ts';
import type { ModelWorkload } from '../../../bench/workload.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { encodeTexts } from '../../../src/model/encode.ts';

const TOKEN_IDS = [
  [1, 5, 2],
  [1, 6, 7, 2],
  [1, 8, 2],
  [1, 9, 6, 5, 2],
];

const WORKLOAD: ModelWorkload = {
  task: 'encode',
  config: {
    model_type: 'bert',
    vocab_size: 10,
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 16,
    max_position_embeddings: 16,
  },
  lengths: TOKEN_IDS.map(ids => ids.length),
  token_ids: TOKEN_IDS,
  batch_size: 2,
  threads: 1,
  repeats: 3,
  steps: 2,
  train_embeddings: true,
  precision: 'fp32',
  engine: { name: 'reference', provider: 'cpu' },
};

let engine: Engine;
beforeAll(async () => {
  engine = await openReference();
});

describe('randomModel', () => {
  it('encodes the rows it was given, each differently', async () => {
    const model = randomModel(WORKLOAD.config, TOKEN_IDS);
    const { embeddings, tokens } = await encodeTexts(model, engine, ['0', '1', '2', '3'], { stage: 'base' });
    expect(tokens).toBe(15);
    const rows = [0, 1, 2, 3].map(row => embeddings.slice(8 * row, 8 * row + 8).join());
    expect(new Set(rows).size).toBe(4);
    model.dispose();
  });

  it('freezes the tables of embeddings, and nothing else', () => {
    const model = randomModel(WORKLOAD.config, TOKEN_IDS);
    const frozen = withFrozenEmbeddings(model).architecture.variables;
    const missing = [...model.architecture.variables.keys()].filter(name => !frozen.has(name));
    expect(missing).toEqual([
      'embeddings.word_embeddings.weight',
      'embeddings.position_embeddings.weight',
      'embeddings.token_type_embeddings.weight',
    ]);
    model.dispose();
  });
});

describe('encodeWork', () => {
  it('times each repeat, and compiles once for all of them', async () => {
    let compiled = 0;
    const counting: Engine = {
      ...engine,
      compile: fn => {
        compiled++;
        return engine.compile(fn);
      },
    };
    const outcome = await encodeWork(counting, WORKLOAD);
    expect(outcome.seconds).toHaveLength(3);
    expect(Math.min(...outcome.seconds, outcome.warm_up_seconds)).toBeGreaterThan(0);
    expect(outcome).not.toHaveProperty('run_seconds');
    expect(compiled).toBe(1);
  });
});

describe('trainWork', () => {
  it.each([true, false])('times each step of each pass (embeddings trained: %s)', async train_embeddings => {
    const outcome = await trainWork(engine, { ...WORKLOAD, task: 'train', train_embeddings });
    expect(outcome.seconds).toHaveLength(WORKLOAD.repeats * WORKLOAD.steps);
  });
});

describe('lap', () => {
  it('tells the time inside the engine’s runs from the rest', async () => {
    const stats = { runs: 0, runMilliseconds: 40, sessions: 1 };
    const one = await lap({ ...engine, stats }, async () => {
      stats.runMilliseconds += 7;
    });
    expect(one.runSeconds).toBeCloseTo(0.007, 9);
    expect(lapTimes([one])).toEqual({ seconds: [one.seconds], run_seconds: [one.runSeconds] });
  });
});
