import type * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine.ts';
import type { OnnxruntimeBackend } from './backend.ts';
import { Program } from './program.ts';
import { trace } from './trace.ts';

/** `Engine.compile` by tracing: once for each signature of shapes and dtypes, afterwards arguments are only fed. */
export function compiler(backend: OnnxruntimeBackend): Engine['compile'] {
  let functions = 0;
  return fn => {
    const id = functions++;
    const record = fn as unknown as (...inputs: tf.Tensor[]) => tf.TensorContainer;
    return async (...inputs) => {
      const make = () => new Program(backend, trace(backend, record, inputs));
      return backend.programs.get(`${id} ${signature(inputs)}`, make).run(inputs) as ReturnType<typeof fn>;
    };
  };
}

function signature(inputs: readonly tf.Tensor[]): string {
  return inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join(' ');
}
