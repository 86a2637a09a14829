import type * as tf from '@tensorflow/tfjs-core';
import { type AttributeValue, arrayOf, type ElementArray } from '../../engine/onnxruntime/graph.ts';
import type { ModelNode, ModelTensor } from '../../engine/onnxruntime/model-proto.ts';

/** Name of a value in the graph. */
export type Name = string;

/** A tensor of the graph, whose numbers are fetched when they are written. */
export interface Constant extends ModelTensor {
  read(): Promise<ElementArray>;
}

/** TensorProto.DataType, as Cast takes it. */
const FLOAT = 1;

type Attributes = Readonly<Record<string, AttributeValue>>;

/** Collects operators of ONNX' own set whose sizes are known only when the graph runs. */
export class GraphBuilder {
  readonly nodes: ModelNode[] = [];
  readonly #tensors = new Map<Name, Constant>();

  get tensors(): readonly Constant[] {
    return [...this.#tensors.values()];
  }

  /** Applies an operator with one output. */
  apply(op: string, inputs: readonly Name[], attributes: Attributes = {}): Name {
    return this.applyMany(op, inputs, 1, attributes)[0]!;
  }

  applyMany(op: string, inputs: readonly Name[], count: number, attributes: Attributes = {}): Name[] {
    const outputs = Array.from(
      { length: count },
      (_, i) => `${op}_${this.nodes.length}${i > 0 ? `_${i}` : ''}`,
    );
    this.nodes.push({ op, domain: '', inputs, outputs, attributes });
    return outputs;
  }

  toFloat(value: Name): Name {
    return this.apply('Cast', [value], { to: FLOAT });
  }

  /** Gives a value the name of one of the graph's outputs. */
  output(name: Name, value: Name): void {
    this.nodes.push({ op: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} });
  }

  /** A vector of int64, as shapes, axes and indices are. */
  integers(...numbers: number[]): Name {
    return this.constant(`int64_${numbers.join('_')}`, 'int64', [numbers.length], numbers);
  }

  /** An int64 without dimensions. */
  integer(number: number): Name {
    return this.constant(`int64_scalar_${number}`, 'int64', [], [number]);
  }

  number(number: number): Name {
    return this.constant(`float_${number}`, 'float32', [], [number]);
  }

  constant(
    name: Name,
    type: 'int64' | 'float32',
    shape: readonly number[],
    numbers: ArrayLike<number>,
  ): Name {
    const data = arrayOf(type, numbers);
    return this.tensor({ name, type, shape, byteLength: data.byteLength, read: async () => data });
  }

  /** A variable's numbers, as they are when the graph is written. */
  variable(name: Name, variable: tf.Variable): Name {
    return this.tensor({
      name,
      type: 'float32',
      shape: variable.shape,
      byteLength: 4 * variable.size,
      read: async () => (await variable.data()) as Float32Array,
    });
  }

  /** The transpose of a linear layer's weight [out, in]: [in, out]. */
  transposed(name: Name, variable: tf.Variable): Name {
    const [rows, columns] = variable.shape as [number, number];
    return this.tensor({
      name,
      type: 'float32',
      shape: [columns, rows],
      byteLength: 4 * rows * columns,
      read: async () => transpose((await variable.data()) as Float32Array, rows, columns),
    });
  }

  tensor(tensor: Constant): Name {
    if (!this.#tensors.has(tensor.name)) this.#tensors.set(tensor.name, tensor);
    return tensor.name;
  }
}

/** Squares of this many numbers fit into the nearest cache. */
const TILE = 32;

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let top = 0; top < rows; top += TILE) {
    for (let left = 0; left < columns; left += TILE) {
      const [bottom, right] = [Math.min(rows, top + TILE), Math.min(columns, left + TILE)];
      for (let column = left; column < right; column++)
        for (let row = top; row < bottom; row++)
          result[column * rows + row] = values[row * columns + column]!;
    }
  }
  return result;
}
