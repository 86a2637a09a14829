import type * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine.ts';
import { floatsOnly } from '../precision.ts';
import type { OnnxruntimeBackend } from './backend.ts';
import { Int8Weights } from './int8-weights.ts';
import { Program } from './program.ts';
import { trace } from './trace.ts';

/** `Engine.compile` by tracing: once for each signature of shapes and dtypes, afterwards arguments are only fed. */
export function compiler(backend: OnnxruntimeBackend): Engine['compile'] {
  let functions = 0;
  const weights = new Int8Weights(backend);
  return (fn, { int8 } = {}) => {
    const { provider } = backend.runtime;
    if (int8?.size && provider !== 'cpu') throw floatsOnly(`The engine onnxruntime on \`${provider}\``);
    const id = functions++;
    const record = fn as unknown as (...inputs: tf.Tensor[]) => tf.TensorContainer;
    const int8Matrix = (variable: tf.Variable, transposed: boolean) =>
      int8?.has(variable) ? weights.matrix(variable, transposed) : null;
    return async (...inputs) => {
      const make = () => new Program(backend, trace(backend, record, inputs), int8Matrix);
      return backend.programs.get(`${id} ${signature(inputs)}`, make).run(inputs) as ReturnType<typeof fn>;
    };
  };
}

function signature(inputs: readonly tf.Tensor[]): string {
  return inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join(' ');
}
