import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../src/engine/onnxruntime/open.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { loadModel } from '../../../src/model/load.ts';
import { packTogether } from '../../../src/model/packing.ts';
import { tokenTensors } from '../../../src/model/token-batch.ts';
import type { Tune } from '../../../src/training/options.ts';
import { createTrainer, type TrainerOptions } from '../../../src/training/trainer.ts';
import { finishTuning, startTuning } from '../../../src/training/tuning.ts';
import { root } from '../../shared.ts';

interface Trained {
  readonly losses: number[];
  readonly embeddings: number[][];
}

/** Made by fixtures/make_lora.py. */
const golden = JSON.parse(readFileSync(join(root, 'fixtures/golden/lora.json'), 'utf8')) as {
  rank: number;
  settings: Omit<TrainerOptions, 'inputs' | 'tune'>;
  tokens: number[][];
  labels: number[];
  /** A of each adapter. */
  start: Record<string, number[][]>;
  last: Trained;
  lora: Trained;
};

const ENGINES = {
  reference: openReference,
  onnxruntime: () => openOnnxruntime({ provider: 'cpu', threads: 1 }),
} as const;

const worst = (actual: ArrayLike<number>, expected: readonly number[]) => {
  expect(actual.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
};

describe.each(['reference', 'onnxruntime'] as const)(
  "PyTorch's training of a part of an encoder on %s",
  name => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await ENGINES[name]();
    });

    it.each<[keyof typeof golden & ('last' | 'lora'), Tune]>([
      ['last', { last: 1 }],
      ['lora', { lora: golden.rank }],
    ])('%s', async (kind, tune) => {
      const model = await loadModel(join(root, 'fixtures/models/tiny'), { seed: 1 });
      startTuning(model, { tune, seed: 1 });
      const { adapters } = model.architecture.transformer!;
      if (kind === 'lora') {
        for (const [layer, start] of Object.entries(golden.start))
          tf.tidy(() => adapters.variables.get(`${layer}.lora_A.weight`)!.assign(tf.tensor2d(start)));
      }
      const tokens = golden.tokens.map(ids => Int32Array.from(ids));
      const trainer = createTrainer(engine, model, {
        ...golden.settings,
        tune,
        inputs: { kind: 'tokens', tokens },
      });
      const pairs = golden.labels.length;
      const column = (from: number) => Array.from({ length: pairs }, (_, i) => from + i);
      const batch = { texts: [column(0), column(pairs)], labels: golden.labels };
      const losses: number[] = [];
      for (const _ of golden[kind].losses) losses.push((await trainer.step(batch)).loss);
      trainer.dispose();
      expect(worst(losses, golden[kind].losses)).toBeLessThan(1e-5);
      const packing = packTogether(tokens.map(ids => ids.length));
      const embeddings = async () => {
        const input = tokenTensors(tokens, packing, { padId: 0, texts: tokens.map((_, i) => i) });
        return tf.tidy(() => model.base(input)).data();
      };
      expect(worst(await embeddings(), golden[kind].embeddings.flat())).toBeLessThan(1e-4);
      finishTuning(model);
      expect(worst(await embeddings(), golden[kind].embeddings.flat())).toBeLessThan(1e-4);
      model.dispose();
    });
  },
);
