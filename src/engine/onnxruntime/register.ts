import { getKernel, type KernelFunc, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { BACKEND, type OnnxruntimeBackend, type Stored } from './backend.ts';
import { Call } from './kernel.ts';
import { KERNELS } from './kernels/kernels.ts';

/** Registers every kernel with tfjs for this backend, once. */
export function registerKernels(): void {
  for (const { name, record } of KERNELS) {
    if (getKernel(name, BACKEND)) continue;
    const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) => {
      const target = backend as OnnxruntimeBackend;
      const outputs = record(new Call(inputs, attrs ?? {}, info => shared(target, info)));
      return Array.isArray(outputs)
        ? outputs.map(output => target.register(output))
        : target.register(outputs);
    };
    registerKernel({ kernelName: name, backendName: BACKEND, kernelFunc });
  }
}

/** What a kernel takes may be read later, so no step may write over it. */
function shared(backend: OnnxruntimeBackend, info: TensorInfo) {
  const value = backend.value(info);
  if (value.source.kind === 'stored') (value.source as Stored).exclusive = false;
  return value;
}
