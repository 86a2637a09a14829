import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { FinetuneGateError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { readSafetensors, writeSafetensors } from '../model/safetensors.ts';
import type { Tune } from './options.ts';
import { namedVariables, trainable } from './trainable.ts';

/** Copies of the trained variables, by name. */
export type Snapshot = ReadonlyMap<string, Float32Array>;

/** What the caller wants to know of a checkpoint later: its epoch, its accuracy. */
export type CheckpointMeta = Readonly<Record<string, string | number | boolean>>;

/** The file that makes a folder a checkpoint; it names the weights' file, so replacing it replaces the checkpoint. */
const INDEX = 'checkpoint.json';
const WEIGHTS = /^weights-[0-9a-f]{16}\.safetensors$/;

const indexFile = z.strictObject({
  version: z.literal(1),
  base: z.string(),
  weights: z.string().regex(WEIGHTS),
  /** The rank of the adapters among the weights, where there are any. */
  lora: z.int().min(1).optional(),
  meta: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** The weights that training changes, as they are now. */
export function snapshot(model: EmbeddingModel, tune: Tune): Map<string, Float32Array> {
  return new Map(
    trainable(model, tune).map(({ name, variable }) => [name, (variable.dataSync() as Float32Array).slice()]),
  );
}

/** Puts a snapshot's weights back. */
export function restore(model: EmbeddingModel, weights: Snapshot): void {
  const variables = namedVariables(model);
  for (const [name, values] of weights) {
    const variable = variables.get(name);
    if (variable?.size !== values.length)
      throw new FinetuneGateError('MODEL_INVALID', `The model has no variable ${name} of ${values.length}.`);
    tf.tidy(() => variable.assign(tf.tensor(values.slice(), variable.shape)));
  }
}

/**
 * Writes the trained weights to a folder. A process that dies meanwhile leaves the checkpoint that was there before.
 *
 * @throws `OUTPUT_UNWRITABLE`
 */
export async function saveCheckpoint(
  folder: string,
  model: EmbeddingModel,
  tune: Tune,
  meta: CheckpointMeta,
): Promise<void> {
  const taken = snapshot(model, tune);
  const tensors = new Map(
    trainable(model, tune).map(({ name, variable }) => [
      name,
      { shape: variable.shape, values: taken.get(name)! },
    ]),
  );
  const weights = `weights-${digest(taken)}.safetensors`;
  const index: z.infer<typeof indexFile> = {
    version: 1,
    base: model.weightsHash,
    weights,
    ...(typeof tune === 'object' && 'lora' in tune && { lora: tune.lora }),
    meta: { ...meta },
  };
  try {
    await mkdir(folder, { recursive: true });
    await writeSafetensors(join(folder, weights), tensors);
    const temporary = join(folder, `${INDEX}.${process.pid}.part`);
    await writeFile(temporary, `${JSON.stringify(index, null, 2)}\n`);
    await rename(temporary, join(folder, INDEX));
    for (const file of await readdir(folder))
      if (WEIGHTS.test(file) && file !== weights) await rm(join(folder, file), { force: true });
  } catch (cause) {
    if (cause instanceof FinetuneGateError) throw cause;
    throw new FinetuneGateError('OUTPUT_UNWRITABLE', 'The checkpoint could not be written.', {
      place: { file: folder },
      cause,
    });
  }
}

/**
 * Puts a checkpoint's weights into the model, with adapters where the checkpoint has them.
 *
 * @returns what was saved with it, or null when the folder holds no checkpoint.
 * @throws `MODEL_INVALID` when the checkpoint is malformed or was made from another base model.
 */
export async function loadCheckpoint(folder: string, model: EmbeddingModel): Promise<CheckpointMeta | null> {
  const file = join(folder, INDEX);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return null;
  }
  const index = parseIndex(text, file);
  if (index.base !== model.weightsHash)
    throw new FinetuneGateError('MODEL_INVALID', 'The checkpoint was made from another base model.', {
      place: { file },
      remedy: 'Remove the checkpoint.',
    });
  const tensors = await readSafetensors(join(folder, index.weights));
  if (index.lora !== undefined) model.architecture.transformer?.adapters.add(index.lora, 0);
  restore(model, new Map([...tensors].map(([name, { values }]) => [name, values])));
  return index.meta;
}

function parseIndex(text: string, file: string): z.infer<typeof indexFile> {
  try {
    return indexFile.parse(JSON.parse(text));
  } catch (cause) {
    throw new FinetuneGateError('MODEL_INVALID', 'The checkpoint is malformed.', {
      place: { file },
      remedy: 'Remove the checkpoint.',
      cause,
    });
  }
}

function digest(weights: Snapshot): string {
  const hash = createHash('sha256');
  for (const [name, values] of weights) hash.update(name).update(values);
  return hash.digest('hex').slice(0, 16);
}
