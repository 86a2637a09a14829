import {
  Fill,
  getKernel,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { BACKEND, type OnnxruntimeBackend, type Stored } from './backend.ts';
import type { Value } from './graph.ts';
import { Call, type Kernel } from './kernel.ts';
import { KERNELS } from './kernels/kernels.ts';
import { rankStrings } from './strings.ts';

type KernelCall = Parameters<KernelFunc>[0];

/** Registers every kernel with tfjs for this backend, once. */
export function registerKernels(): void {
  for (const kernel of KERNELS) {
    if (getKernel(kernel.name, BACKEND)) continue;
    registerKernel({
      kernelName: kernel.name,
      backendName: BACKEND,
      kernelFunc: call => run(kernel, call),
    });
  }
}

function run(kernel: Kernel, { inputs, attrs, backend }: KernelCall): TensorInfo | TensorInfo[] {
  const target = backend as OnnxruntimeBackend;
  const infos = (Object.values(inputs) as (TensorInfo | undefined)[]).filter(info => info !== undefined);
  const holdsStrings = infos.some(({ dtype }) => dtype === 'string');
  const text = kernel.name === Fill ? attrs?.value : undefined;
  if (typeof text === 'string') return filledStrings(target, text, attrs!.shape as number[]);
  const ranks = kernel.strings && holdsStrings ? rankStrings(target, infos) : null;
  const values = new Map<Value, TensorInfo>();
  const call = new Call(inputs, attrs ?? {}, target.runtime.provider, info => {
    const value = ranks?.value(info) ?? shared(target, info);
    values.set(value, info);
    return value;
  });
  const given = (output: Value): TensorInfo => {
    const same = values.get(output);
    if (same) return again(target, same, output);
    return ranks && output.type === 'int32' ? ranks.tensor(output) : target.register(output);
  };
  const outputs = kernel.record(call);
  return Array.isArray(outputs) ? outputs.map(given) : given(outputs);
}

/** What a kernel takes may be read later, so no step may write over it. */
function shared(backend: OnnxruntimeBackend, info: TensorInfo): Value {
  const value = backend.value(info);
  if (value.source.kind === 'stored') (value.source as Stored).exclusive = false;
  return value;
}

/** Another tensor over the data of an input; tfjs counts data ids, and takes a new one for a leak. */
function again(backend: OnnxruntimeBackend, { dataId, dtype }: TensorInfo, { shape }: Value): TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape: [...shape], dtype };
}

function filledStrings(backend: OnnxruntimeBackend, text: string, shape: readonly number[]): TensorInfo {
  const bytes = util.encodeString(text);
  return backend.registerStrings(new Array(util.sizeFromShape([...shape])).fill(bytes), shape);
}
