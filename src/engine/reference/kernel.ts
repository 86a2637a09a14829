import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type {
  Attribute,
  KernelFunc,
  NamedAttrMap,
  NamedTensorInfoMap,
  TensorInfo,
} from '@tensorflow/tfjs-core';

/** What a kernel of ours computes; it returns null for a case it leaves to tfjs' own kernel. */
export type Compute = (call: Call) => TensorInfo | null;

/** One kernel of ours, in place of tfjs' kernel of the same name. */
export interface Kernel {
  readonly name: string;
  readonly compute: Compute;
}

/** The arguments of one kernel call, and the backend that holds the values. */
export class Call {
  readonly #inputs: NamedTensorInfoMap;
  readonly #attributes: NamedAttrMap;
  readonly #backend: MathBackendCPU;

  constructor({ inputs, attrs, backend }: Parameters<KernelFunc>[0]) {
    this.#inputs = inputs as NamedTensorInfoMap;
    this.#attributes = attrs ?? {};
    this.#backend = backend as MathBackendCPU;
  }

  input(name: string): TensorInfo {
    return this.#inputs[name]!;
  }

  attribute<T extends Attribute>(name: string): T {
    return this.#attributes[name] as T;
  }

  floats(tensor: TensorInfo): Float32Array {
    return this.#backend.data.get(tensor.dataId).values as Float32Array;
  }

  integers(tensor: TensorInfo): Int32Array {
    return this.#backend.data.get(tensor.dataId).values as Int32Array;
  }

  /** A new float32 tensor that owns `values`. */
  result(shape: number[], values: Float32Array): TensorInfo {
    return this.#backend.makeTensorInfo(shape, 'float32', values);
  }

  /** The same values under another shape. */
  view(tensor: TensorInfo, shape: number[]): TensorInfo {
    this.#backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
  }
}

export function areFloats(...tensors: readonly TensorInfo[]): boolean {
  return tensors.every(tensor => tensor.dtype === 'float32');
}
