import { createHash } from 'node:crypto';
import type { Engine } from '../engine/engine.ts';
import { breathe } from '../model/breathe.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { Snapshot } from '../training/checkpoint.ts';
import type { TrainingInputs } from '../training/inputs.ts';
import type { TrainOptions } from '../training/options.ts';
import { chunks } from '../training/state-file.ts';
import { eventLoopTurns } from '../training/turn.ts';
import { version } from '../version.ts';
import type { TextIndex } from './text-index.ts';

/** Goes up when the same inputs would train something else, or when what a checkpoint holds is another. */
const FORMAT = 1;

/** Milliseconds of hashing after which the event loop gets a turn. */
const TURN_EVERY = 20;

/**
 * Names a training by everything that its weights depend on: the program, the engine, the settings, the rows in their
 * order with what they stand for, and the weights that it starts from. 32 hexadecimal digits.
 *
 * @param start the weights that train, before the first step: of the head's size and seed
 * @throws `INTERRUPTED` when aborted
 */
export async function trainingKey(
  { checkpoint_every: _, ...train }: TrainOptions,
  index: TextIndex,
  inputs: TrainingInputs,
  { info }: Engine,
  model: EmbeddingModel,
  start: Snapshot,
  signal: AbortSignal,
): Promise<string> {
  const { name, version: engine, device, provider = null } = info;
  const { weightsHash, maxLength, precision, baseDimensions, dimensions } = model;
  const program = [FORMAT, version, process.platform, process.arch, name, engine, device, provider];
  const settings = [train, weightsHash, maxLength, precision, baseDimensions, dimensions, index.size];
  const turn = eventLoopTurns(TURN_EVERY);
  const hash = createHash('sha256').update(JSON.stringify([program, settings]));
  const add = async (name: string, values: Float32Array | Int32Array) => {
    hash.update(`\0${name} ${values.length}\0`);
    for (const bytes of chunks(values)) hash.update(bytes);
    await turn();
    if (signal.aborted) await breathe(signal, 'Training');
  };
  const { texts, labels } = index.examples;
  for (const column of texts) await add('column', column);
  await add('labels', labels);
  for (const split of ['validation', 'test'] as const) {
    const { first, second, labels } = index.pairs(split);
    await add(split, first);
    await add(split, second);
    await add(split, Int32Array.from(labels));
  }
  if (inputs.kind === 'features') await add('features', inputs.features);
  else for (const [text, tokens] of inputs.tokens.entries()) await add(`text ${text}`, tokens);
  for (const [name, values] of start) await add(name, values);
  return hash.digest('hex').slice(0, 32);
}
