import path from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { isObject, type ModelFolder } from './model-folder.ts';
import { readSafetensors, type TensorData } from './safetensors.ts';

const SINGLE = 'model.safetensors';
/** transformers' list of the file that each tensor of a large model is in. */
const INDEX = 'model.safetensors.index.json';

export interface Weights {
  readonly tensors: Map<string, TensorData>;
  /** The file to name in errors: the weights', or with shards their index. */
  readonly file: string;
}

/**
 * Reads a checkpoint's weights from one safetensors file or, where there is none, from the shards that its index names.
 *
 * @param subfolder of the model's folder.
 * @param only names to read.
 * @throws `MODEL_INVALID` when the index is malformed or disagrees with a shard, `MODEL_NOT_FOUND` when a file is not
 *   there, `PATH_OUTSIDE` when the index leads out of the folder, and what `readSafetensors` throws.
 */
export async function readWeights(
  folder: ModelFolder,
  subfolder: string,
  only: (name: string) => boolean,
): Promise<Weights> {
  const at = (name: string) => path.posix.join(subfolder, name);
  const single = await folder.find(at(SINGLE));
  if (single !== null) return { tensors: await readSafetensors(single, only), file: single };
  const index = await folder.find(at(INDEX));
  if (index === null) await folder.need(at(SINGLE), await remedy(folder, at));
  const tensors = new Map<string, TensorData>();
  for (const [shard, listed] of await readIndex(folder, at(INDEX))) {
    const name = at(shard);
    const file = await folder.need(name, 'Download or save all shards of the model again.');
    const found = new Set<string>();
    const read = await readSafetensors(file, tensor => {
      if (!listed.has(tensor)) throw disagrees(folder, name, `holds ${tensor}, which the index does not say`);
      found.add(tensor);
      return only(tensor);
    });
    const absent = [...listed].find(tensor => !found.has(tensor));
    if (absent !== undefined) throw disagrees(folder, name, `does not hold ${absent}, as the index says`);
    for (const [tensor, data] of read) tensors.set(tensor, data);
  }
  return { tensors, file: folder.place(at(INDEX)).file };
}

/** Shard → the tensors in it, in the order of the index. */
async function readIndex(folder: ModelFolder, name: string): Promise<Map<string, Set<string>>> {
  const { weight_map: map } = await folder.needObject(name);
  const invalid = (message: string) =>
    new FinetuneGateError('MODEL_INVALID', message, { place: folder.place(name) });
  if (!isObject(map) || Object.keys(map).length === 0) throw invalid('The index has no weight_map.');
  const shards = new Map<string, Set<string>>();
  for (const [tensor, shard] of Object.entries(map)) {
    if (typeof shard !== 'string' || !shard.endsWith('.safetensors'))
      throw invalid(`The index names no safetensors file for ${tensor}.`);
    const key = path.posix.normalize(shard);
    shards.set(key, (shards.get(key) ?? new Set()).add(tensor));
  }
  return shards;
}

function disagrees(folder: ModelFolder, shard: string, what: string): FinetuneGateError {
  return new FinetuneGateError('MODEL_INVALID', `The shard ${what}.`, { place: folder.place(shard) });
}

async function remedy(folder: ModelFolder, at: (name: string) => string): Promise<string | undefined> {
  if ((await folder.find(at('pytorch_model.bin'))) === null) return undefined;
  return 'Convert pytorch_model.bin to safetensors; pickled weights can run code and are not read.';
}
