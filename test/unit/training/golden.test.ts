import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { encodeTexts, tokenizeTexts } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import type { Batch } from '../../../src/training/inputs.ts';
import { createTrainer, type Trainer } from '../../../src/training/trainer.ts';
import { describeShared } from '../../shared.ts';

interface Run {
  readonly lr: number;
  readonly margin: number;
  readonly weight_decay: number;
  readonly max_grad_norm: number;
  readonly batch_size: number;
  readonly steps: number;
  readonly warmup_steps: number;
  readonly losses: number[];
}

interface Golden {
  readonly texts: string[];
  readonly head: Run & {
    readonly batches: [string, string, number][][];
    readonly initial_weight: number[][];
    readonly final_weight: number[][];
    readonly final_bias: number[];
  };
  readonly full: Run & { readonly embeddings_after: number[][] };
}

const settings = (run: Run) => ({
  margin: run.margin,
  batch_size: run.batch_size,
  learning_rate: run.lr,
  weight_decay: run.weight_decay,
  max_grad_norm: run.max_grad_norm,
  totalSteps: run.steps,
  warmup: run.warmup_steps,
});

/** The batches as indices into their unique texts. */
function indexed(batches: Golden['head']['batches']): { texts: string[]; batches: Batch[] } {
  const texts = [...new Set(batches.flat().flatMap(pair => [pair[0], pair[1]]))];
  const column = (batch: (typeof batches)[0], side: 0 | 1) => batch.map(pair => texts.indexOf(pair[side]));
  return {
    texts,
    batches: batches.map(batch => ({
      texts: [column(batch, 0), column(batch, 1)],
      labels: batch.map(pair => pair[2]),
    })),
  };
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - actual[i]!)), 0);
  expect(worst).toBeLessThan(tolerance);
}

async function losses(trainer: Trainer, batches: readonly Batch[], steps: number): Promise<number[]> {
  const list: number[] = [];
  for (let step = 0; step < steps; step++)
    list.push((await trainer.step(batches[step % batches.length]!)).loss);
  trainer.dispose();
  return list;
}

describeShared("PyTorch's numbers", shared => {
  const folder = join(shared, 'golden', 'bert');
  const golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as Golden;
  const { texts, batches } = indexed(golden.head.batches);
  let engine: Engine;
  beforeAll(async () => {
    engine = await openReference();
  });

  it('of a head over a frozen encoder are met', async () => {
    const run = golden.head;
    const model = await loadModel(folder, { seed: 1, dimensions: run.final_bias.length });
    const head = model.head!;
    tf.tidy(() => head.weight.assign(tf.tensor2d(run.initial_weight)));
    const { embeddings, dimensions } = await encodeTexts(model, engine, texts, { stage: 'base' });
    const trainer = createTrainer(engine, model, {
      ...settings(run),
      tune: 'head',
      loss: 'online-contrastive',
      inputs: { kind: 'features', features: embeddings, dimensions },
    });
    expectClose(await losses(trainer, batches, run.steps), run.losses, 1e-4);
    expectClose(await head.weight.data(), run.final_weight.flat(), 1e-3);
    expectClose(await head.bias!.data(), run.final_bias, 1e-3);
    model.dispose();
  });

  it('of a whole encoder are met', async () => {
    const run = golden.full;
    const model = await loadModel(folder, { seed: 1 });
    const trainer = createTrainer(engine, model, {
      ...settings(run),
      tune: 'all',
      loss: 'contrastive',
      inputs: { kind: 'tokens', tokens: await tokenizeTexts(model, texts) },
    });
    expectClose(await losses(trainer, batches, run.steps), run.losses, 1e-4);
    const { embeddings } = await encodeTexts(model, engine, golden.texts, { stage: 'full' });
    expectClose(embeddings, run.embeddings_after.flat(), 1e-3);
    model.dispose();
  });
});
