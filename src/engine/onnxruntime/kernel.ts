import { type Attribute, type NamedAttrMap, type Tensor, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { apply, integers, type Shape, type Value } from './graph.ts';
import type { Provider } from './runtime.ts';

/** One tfjs kernel: records the nodes that compute it, and gives their outputs. */
export interface Kernel {
  readonly name: string;
  /** Whether it takes strings too, as their ranks: it moves or compares elements and computes nothing from them. */
  readonly strings?: boolean;
  readonly record: (call: Call) => Value | Value[];
}

/** The arguments of one kernel call. */
export class Call {
  readonly #inputs: Readonly<Record<string, TensorInfo | undefined>> | readonly TensorInfo[];
  readonly #attributes: NamedAttrMap;
  readonly #value: (info: TensorInfo) => Value;
  /** Where the nodes will run; only for operators that are wrong or slow somewhere. */
  readonly provider: Provider;

  constructor(
    inputs: Call['all'] | object,
    attributes: NamedAttrMap,
    provider: Provider,
    value: (info: TensorInfo) => Value,
  ) {
    this.provider = provider;
    this.#inputs = inputs as Readonly<Record<string, TensorInfo>>;
    this.#attributes = attributes;
    this.#value = value;
  }

  /** The input of that name, in the shape that tfjs gives it: a data id may be shared by tensors of several shapes. */
  input(name: string): Value {
    return this.#shaped((this.#inputs as Readonly<Record<string, TensorInfo>>)[name]!);
  }

  optional(name: string): Value | null {
    const info = (this.#inputs as Readonly<Record<string, TensorInfo | undefined>>)[name];
    return info ? this.#shaped(info) : null;
  }

  /** The inputs of a kernel that takes a list. */
  get all(): Value[] {
    return Object.values(this.#inputs).map(info => this.#shaped(info as TensorInfo));
  }

  attribute<T extends Attribute>(name: string): T {
    return this.#attributes[name] as T;
  }

  #shaped(info: TensorInfo): Value {
    return reshape(this.#value(info), info.shape);
  }
}

/** The same numbers in another shape; the value itself when it has that shape already. */
export function reshape(value: Value, shape: Shape): Value {
  if (util.arraysEqual(value.shape as number[], shape as number[])) return value;
  return apply('Reshape', [value, integers(...shape)], value.type, shape, { attributes: { allowzero: 1 } });
}

/** The value as another element type. */
export function cast(value: Value, type: Value['type']): Value {
  if (value.type === type) return value;
  const to = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9 }[type];
  return apply('Cast', [value], type, value.shape, { attributes: { to } });
}

/** Stands for a tensor where tfjs checks shapes and reads nothing else. */
export function shaped({ shape }: Pick<Value, 'shape'>): Tensor {
  return { shape, rank: shape.length } as Tensor;
}
