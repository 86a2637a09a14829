import path from 'node:path';
import type { Dense } from './dense.ts';
import { TORCH_ACTIVATIONS } from './dense-folder.ts';
import { readVariables } from './read-variables.ts';
import { writeSafetensors } from './safetensors.ts';
import { writeJson } from './save-encoder.ts';

/** Writes a Dense module of sentence-transformers to a folder: config.json and model.safetensors. */
export async function saveDense(dense: Dense, into: string): Promise<void> {
  await writeJson(path.join(into, 'config.json'), {
    in_features: dense.inputs,
    out_features: dense.outputs,
    bias: dense.bias !== null,
    activation_function: TORCH_ACTIVATIONS[dense.activation],
  });
  await writeSafetensors(path.join(into, 'model.safetensors'), await readVariables(dense.variables));
}
