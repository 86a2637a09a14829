import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type TensorData, writeSafetensors } from '../../../src/model/safetensors.ts';
import { randomTensor, tinyBert, tinyBertWeights, tinyStatic, writeJson } from './tiny.ts';

/** A tiny model with one file replaced. */
export async function changed(name: string, value: unknown, folder = tinyBert()): Promise<string> {
  await writeJson(await folder, name, value);
  return folder;
}

/** A tiny model without one of its files. */
export async function removed(name: string, folder = tinyBert()): Promise<string> {
  await rm(path.join(await folder, name));
  return folder;
}

/** A tiny BERT whose weights were tampered with. */
export function withWeights(change: (tensors: Map<string, TensorData>) => void): Promise<string> {
  const tensors = tinyBertWeights();
  change(tensors);
  return tinyBert({ tensors });
}

/** A tiny static model with these tensors. */
export async function withTable(tensors: Record<string, number[]>): Promise<string> {
  const folder = await tinyStatic();
  const made = Object.entries(tensors).map(([name, shape]) => [name, randomTensor(shape, 1)] as const);
  await writeSafetensors(path.join(folder, 'model.safetensors'), new Map(made));
  return folder;
}

export const DENSE_WEIGHTS: ReadonlyMap<string, TensorData> = new Map([
  ['linear.weight', randomTensor([3, 8], 1)],
  ['linear.bias', randomTensor([3], 2)],
]);

/** A tiny BERT with a Dense of 8 → 3 after pooling. */
export async function withDense(
  config: Record<string, unknown> = {},
  weights = DENSE_WEIGHTS,
): Promise<string> {
  const modules = [
    ['Pooling', '1_Pooling'],
    ['Dense', '2_Dense'],
  ] as const;
  const folder = await tinyBert({ modules });
  await writeJson(folder, '2_Dense/config.json', {
    in_features: 8,
    out_features: 3,
    bias: true,
    activation_function: 'torch.nn.modules.activation.Tanh',
    ...config,
  });
  await writeSafetensors(path.join(folder, '2_Dense/model.safetensors'), weights);
  return folder;
}
