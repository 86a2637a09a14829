import type * as tf from '@tensorflow/tfjs-core';
import { type OnnxruntimeBackend, storedValue } from './backend.ts';
import type { Int8Matrix } from './passes/int8.ts';
import { quantizeMatrix } from './quantize.ts';

/** Variables' matrices as bytes: each made once and fed to every graph, so that graphs have no copy of their own. */
export class Int8Weights {
  readonly #backend: OnnxruntimeBackend;
  readonly #made = new WeakMap<tf.Variable, Map<boolean, Int8Matrix>>();

  constructor(backend: OnnxruntimeBackend) {
    this.#backend = backend;
  }

  /** The matrix [depth, columns] of a variable, which holds it as [columns, depth] when transposed. */
  matrix(variable: tf.Variable, transposed: boolean): Int8Matrix {
    const made = this.#made.get(variable) ?? new Map<boolean, Int8Matrix>();
    this.#made.set(variable, made);
    const matrix = made.get(transposed) ?? this.#quantized(variable, transposed);
    made.set(transposed, matrix);
    return matrix;
  }

  #quantized(variable: tf.Variable, transposed: boolean): Int8Matrix {
    const [first, second] = variable.shape as [number, number];
    const [depth, columns] = transposed ? [second, first] : [first, second];
    const weights = this.#backend.stored(variable).tensor.data as Float32Array;
    const { values, scales } = quantizeMatrix(weights, { depth, columns, transposed });
    const tensor = this.#backend.runtime.tensor('int8', values, [depth, columns]);
    return { values: storedValue(tensor, 'int8', [depth, columns], false), scales };
  }
}
