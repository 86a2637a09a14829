import * as tf from '@tensorflow/tfjs-core';
import { FinetuneGateError } from '../errors.ts';
import type { TensorData } from './safetensors.ts';

/** Published name → shape; the order is that of the map. */
export type WeightShapes = ReadonlyMap<string, readonly number[]>;

/**
 * Picks weights by name and checks their shapes; nothing is put on the device unless all are there.
 *
 * @param alias the name under which `tensors` has a weight, when it is not the published one.
 * @throws `MODEL_INVALID` naming the tensor, the expected and the actual shape.
 */
export function pickVariables(
  tensors: ReadonlyMap<string, TensorData>,
  shapes: WeightShapes,
  file: string,
  alias: (name: string) => string | undefined = name => name,
): Map<string, tf.Variable> {
  const picked = [...shapes].map(([name, shape]): [string, TensorData] => {
    const tensor = tensors.get(alias(name) ?? name);
    const actual = tensor ? `[${tensor.shape}]` : 'missing';
    if (!tensor || actual !== `[${shape}]`) {
      throw new FinetuneGateError('MODEL_INVALID', `Tensor ${name}: expected [${shape}], it is ${actual}.`, {
        place: { file },
      });
    }
    return [name, tensor];
  });
  return new Map(picked.map(([name, { shape, values }]) => [name, variable(values, shape)]));
}

/** A variable without a registered name, so that two models can be open at once. */
export function variable(values: Float32Array, shape: readonly number[]): tf.Variable {
  const initial = tf.tensor(values, [...shape], 'float32');
  const created = tf.variable(initial);
  initial.dispose();
  return created;
}
