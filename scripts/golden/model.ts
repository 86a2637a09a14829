import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../src/engine/engine.ts';
import { encodeTexts } from '../../src/model/encode.ts';
import { loadModel } from '../../src/model/load.ts';
import { trainOptions } from '../../src/training/options.ts';
import { createTrainer } from '../../src/training/trainer.ts';
import type { Deviation } from './deviation.ts';

type Batch = [first: string, second: string, label: 0 | 1][];

interface Trace {
  readonly margin: number;
  readonly lr: number;
  readonly weight_decay: number;
  readonly max_grad_norm: number;
  readonly steps: number;
  readonly warmup_steps: number;
  readonly batch_size: number;
  readonly losses: number[];
}

interface Golden {
  readonly texts: string[];
  readonly input_ids: number[][];
  readonly embeddings: number[][];
  readonly head: Trace & {
    readonly batches: Batch[];
    readonly initial_weight: number[][];
    readonly final_weight: number[][];
    readonly final_bias: number[];
  };
  readonly full: Trace & { readonly embeddings_after: number[][] };
}

/** Tolerances of the golden numbers' own README. */
const EMBEDDINGS = 1e-4;
const LOSSES = 1e-4;
const WEIGHTS = 1e-3;

/** The encoder, 36 steps of head training and 24 steps of full training against PyTorch's. */
export async function compareModel(folder: string, engine: Engine): Promise<Deviation[]> {
  const golden: Golden = JSON.parse(await readFile(join(folder, 'golden.json'), 'utf8'));
  return [
    ...(await compareEncoder(folder, golden, engine)),
    ...(await compareHead(folder, golden, engine)),
    ...(await compareFull(folder, golden, engine)),
  ];
}

async function compareEncoder(folder: string, golden: Golden, engine: Engine): Promise<Deviation[]> {
  const model = await loadModel(folder, { seed: 0 });
  const ids = golden.texts.map(text => [...model.tokenizer.encode(text, model.maxLength)]);
  const wrong = ids.filter((row, i) => row.join() !== golden.input_ids[i]?.join()).length;
  const { embeddings } = await encodeTexts(model, engine, golden.texts, { stage: 'full' });
  model.dispose();
  return [
    { name: 'input ids (texts that differ)', deviation: wrong, tolerance: 0 },
    { name: 'embeddings', deviation: largest(embeddings, golden.embeddings.flat()), tolerance: EMBEDDINGS },
  ];
}

async function compareHead(folder: string, { head }: Golden, engine: Engine): Promise<Deviation[]> {
  const dimensions = head.final_bias.length;
  const model = await loadModel(folder, { seed: 0, dimensions });
  if (!model.head?.bias) throw new Error('the head has no bias');
  model.head.weight.assign(tf.tensor2d(head.initial_weight));
  const texts = uniqueTexts(head.batches);
  const { embeddings } = await encodeTexts(model, engine, texts, { stage: 'base' });
  const losses = await run(engine, model, head, head.batches, texts, 'head', {
    kind: 'features',
    features: embeddings,
    dimensions: model.baseDimensions,
  });
  const deviations = [
    { name: `head: ${head.steps} losses`, deviation: largest(losses, head.losses), tolerance: LOSSES },
    {
      name: 'head: final weight',
      deviation: largest(await model.head.weight.data(), head.final_weight.flat()),
      tolerance: WEIGHTS,
    },
    {
      name: 'head: final bias',
      deviation: largest(await model.head.bias.data(), head.final_bias),
      tolerance: WEIGHTS,
    },
  ];
  model.dispose();
  return deviations;
}

async function compareFull(folder: string, golden: Golden, engine: Engine): Promise<Deviation[]> {
  const { full, head } = golden;
  const model = await loadModel(folder, { seed: 0 });
  const texts = uniqueTexts(head.batches);
  const tokens = texts.map(text => model.tokenizer.encode(text, model.maxLength));
  const losses = await run(engine, model, full, head.batches, texts, 'all', { kind: 'tokens', tokens });
  const { embeddings } = await encodeTexts(model, engine, golden.texts, { stage: 'full' });
  model.dispose();
  return [
    { name: `full: ${full.steps} losses`, deviation: largest(losses, full.losses), tolerance: LOSSES },
    {
      name: 'full: embeddings after',
      deviation: largest(embeddings, full.embeddings_after.flat()),
      tolerance: EMBEDDINGS,
    },
  ];
}

async function run(
  engine: Engine,
  model: Awaited<ReturnType<typeof loadModel>>,
  trace: Trace,
  batches: Batch[],
  texts: string[],
  tune: 'head' | 'all',
  inputs: Parameters<typeof createTrainer>[2]['inputs'],
): Promise<number[]> {
  const index = new Map(texts.map((text, i) => [text, i]));
  const options = trainOptions.parse({
    tune,
    loss: tune === 'head' ? 'online-contrastive' : 'contrastive',
    margin: trace.margin,
    batch_size: trace.batch_size,
    learning_rate: trace.lr,
    weight_decay: trace.weight_decay,
    max_grad_norm: trace.max_grad_norm,
    warmup_steps: trace.warmup_steps,
  });
  const trainer = createTrainer(engine, model, {
    ...options,
    totalSteps: trace.steps,
    warmup: trace.warmup_steps,
    inputs,
  });
  const losses: number[] = [];
  for (let step = 0; step < trace.steps; step++) {
    const batch = batches[step % batches.length] as Batch;
    const { loss } = await trainer.step({
      texts: ([0, 1] as const).map(side => batch.map(pair => index.get(pair[side]) as number)),
      labels: batch.map(([, , label]) => label),
    });
    losses.push(loss);
  }
  trainer.dispose();
  return losses;
}

function uniqueTexts(batches: readonly Batch[]): string[] {
  const pairs = batches.flat();
  return [...new Set([...pairs.map(pair => pair[0]), ...pairs.map(pair => pair[1])])];
}

function largest(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < ours.length; i++) {
    const deviation = Math.abs((ours[i] as number) - (theirs[i] as number));
    // A NaN must not pass as "not larger".
    if (!(deviation <= most)) most = Number.isNaN(deviation) ? Number.POSITIVE_INFINITY : deviation;
  }
  return most;
}
