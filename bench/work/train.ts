import type { Engine } from '../../src/engine/engine.ts';
import type { Batch } from '../../src/training/inputs.ts';
import { createTrainer } from '../../src/training/trainer.ts';
import type { ModelOutcome, ModelWorkload } from '../workload.ts';
import { type Lap, lap, lapTimes } from './clock.ts';
import { randomModel, withFrozenEmbeddings } from './random-model.ts';

/**
 * Full training steps: forward, contrastive loss, backward, clipping, AdamW. All batches run once before the clock
 * starts: a training run meets each shape hundreds of times and compiles it once.
 */
export async function trainWork(
  engine: Engine,
  workload: ModelWorkload,
): Promise<Omit<ModelOutcome, 'engine'>> {
  const { config, token_ids: tokenIds, batch_size: batchSize, repeats, steps, train_embeddings } = workload;
  const random = randomModel(config, tokenIds);
  const model = train_embeddings ? random : withFrozenEmbeddings(random);
  const batches = Array.from({ length: steps + 1 }, (_, step) => batchOf(step, batchSize, tokenIds.length));
  const trainer = createTrainer(engine, model, {
    tune: 'all',
    loss: 'contrastive',
    margin: 0.5,
    batch_size: batchSize,
    learning_rate: 2e-5,
    weight_decay: 0.01,
    max_grad_norm: 1,
    totalSteps: (1 + repeats) * batches.length,
    warmup: 0,
    inputs: { kind: 'tokens', tokens: tokenIds.map(ids => Int32Array.from(ids)) },
  });
  const step = async (batch: Batch) => {
    const { physicalBatch } = await trainer.step(batch);
    if (physicalBatch < batchSize) throw new Error(`memory was enough for ${physicalBatch} pairs only`);
  };
  const warmUp = await lap(engine, async () => {
    for (const batch of batches) await step(batch);
  });
  const laps: Lap[] = [];
  for (let i = 0; i < repeats; i++)
    for (const batch of batches.slice(1)) laps.push(await lap(engine, () => step(batch)));
  return { warm_up_seconds: warmUp.seconds, ...lapTimes(laps) };
}

/** The peer's choice of sentences: the step's next 2B, the first half against the second. */
export function batchOf(step: number, batchSize: number, sentences: number): Batch {
  const at = (j: number) => (2 * step * batchSize + j) % sentences;
  return {
    texts: [0, batchSize].map(from => Array.from({ length: batchSize }, (_, j) => at(from + j))),
    // Two of five pairs are positive, about as many as in the data.
    labels: Array.from({ length: batchSize }, (_, j) => (j % 5 < 2 ? 1 : 0)),
  };
}
