import * as tf from '@tensorflow/tfjs-core';
import { FinetuneGateError } from '../../errors.ts';
import type { OnnxruntimeBackend } from './backend.ts';
import { type Container, flatten } from './container.ts';
import { type ElementType, parameter, type Value } from './graph.ts';

/** A function as a graph: what goes in, what comes out, and what it leaves in variables. */
export interface Traced {
  /** One for each argument. */
  readonly parameters: readonly Value[];
  /** Every variable that there was, and the value that stood for it. */
  readonly variables: readonly (readonly [tf.Variable, Value])[];
  /** What the function returned, with values in place of tensors. */
  readonly result: Container<Value>;
  readonly assigned: readonly (readonly [tf.Variable, Value])[];
}

/**
 * Calls `fn` once with stand-ins for its arguments and for all variables, and records what it does to them. The
 * variables are afterwards what they were.
 */
export function trace(
  backend: OnnxruntimeBackend,
  fn: (...inputs: tf.Tensor[]) => tf.TensorContainer,
  inputs: readonly tf.Tensor[],
): Traced {
  if (backend.tracing)
    throw new FinetuneGateError('ENGINE_FAILED', 'A compiled function calls a compiled function.');
  const arguments_ = inputs.map(input => standIn(backend, input));
  const variables = [...new Set(Object.values(tf.engine().registeredVariables))].filter(
    v => !v.isDisposed && v.dtype !== 'string',
  );
  const held = variables.map(variable => exchange(backend, variable));
  backend.tracing = true;
  try {
    let traced: Traced;
    // Nothing leaves the scope: what `fn` made goes with it, what it returns of the caller's stays.
    tf.tidy(() => {
      const result = flatten(fn(...arguments_.map(({ tensor }) => tensor)), tensor => backend.value(tensor));
      traced = {
        parameters: arguments_.map(({ value }) => value),
        variables: held.map(({ variable, value }) => [variable, value] as const),
        result,
        assigned: held
          .map(({ variable }) => [variable, backend.value(variable)] as const)
          .filter(([, value], i) => value !== held[i]!.value),
      };
    });
    return traced!;
  } finally {
    for (const { variable, original } of held) {
      if (!variable.isDisposed) variable.assign(original);
      original.dispose();
    }
    for (const { tensor } of arguments_) tensor.dispose();
    backend.tracing = false;
  }
}

function standIn(backend: OnnxruntimeBackend, like: tf.Tensor) {
  const value = parameter(like.dtype as ElementType, like.shape);
  return { value, tensor: tf.engine().makeTensorFromTensorInfo(backend.register(value), backend) };
}

/** Puts a stand-in into the variable, and gives the tensor that was in it. */
function exchange(backend: OnnxruntimeBackend, variable: tf.Variable) {
  const { dataId, shape, dtype } = variable;
  const original = tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }, backend);
  backend.incRef(dataId);
  const { tensor, value } = standIn(backend, variable);
  variable.assign(tensor);
  tensor.dispose();
  return { variable, value, original };
}
