import type * as tf from '@tensorflow/tfjs-core';
import type { TensorData } from './safetensors.ts';

/** Values of variables, by name; only the last step copies them from the device. */
export async function readVariables(
  variables: ReadonlyMap<string, tf.Variable>,
): Promise<Map<string, TensorData>> {
  const tensors = new Map<string, TensorData>();
  for (const [name, variable] of variables) {
    tensors.set(name, { shape: variable.shape, values: (await variable.data()) as Float32Array });
  }
  return tensors;
}
