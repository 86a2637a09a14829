import { FinetuneGateError } from '../errors.ts';
import type { Engine } from './engine.ts';
import type { Adapter, cudaAdapter, mayHaveGpu, webgpuAdapter } from './onnxruntime/adapter.ts';
import type { openOnnxruntime } from './onnxruntime/open.ts';
import type { findOnnxruntime } from './onnxruntime/package.ts';
import type { EngineOptions } from './options.ts';

export interface ProviderParts {
  readonly openOnnxruntime: typeof openOnnxruntime;
  readonly findOnnxruntime: typeof findOnnxruntime;
  readonly mayHaveGpu: typeof mayHaveGpu;
  readonly webgpuAdapter: typeof webgpuAdapter;
  readonly cudaAdapter: typeof cudaAdapter;
}

/** An open engine, and why it is this one. */
export interface Choice {
  readonly engine: Engine;
  readonly why: string;
}

/**
 * Opens ONNX Runtime with the provider asked for; with `auto`, WebGPU where it finds a GPU for sure, else the CPU.
 *
 * @throws `ENGINE_UNAVAILABLE` when the package or that provider does not load; `GPU_REQUIRED`.
 */
export async function chooseProvider(options: EngineOptions, parts: ProviderParts): Promise<Choice> {
  const { provider, requireGpu, runtime, threads } = options;
  const { folder } = parts.findOnnxruntime(runtime);
  const open = async (adapter: Adapter | undefined, chosen: 'cpu' | 'webgpu' | 'cuda', why: string) => {
    const engine = await parts.openOnnxruntime({ provider: chosen, runtime, threads });
    if (!adapter) return { engine, why };
    const { name: device, driver, kind } = adapter;
    const info = { ...engine.info, device, gpu: kind === 'gpu', ...(driver !== undefined && { driver }) };
    return { engine: { ...engine, info }, why };
  };

  if (provider === 'auto') {
    const adapter = parts.mayHaveGpu() ? await parts.webgpuAdapter(folder) : NO_DEVICE;
    if (adapter.kind === 'gpu') return open(adapter, 'webgpu', 'WebGPU finds a GPU');
    if (requireGpu) throw gpuRequired(`${sentence(adapter)}.`, VULKAN_REMEDY);
    return open(undefined, 'cpu', sentence(adapter));
  }
  if (provider === 'cpu') {
    if (requireGpu)
      throw gpuRequired(
        'The provider `cpu` computes on the CPU.',
        'Set `provider: auto`, `webgpu` or `cuda`.',
      );
    return open(undefined, provider, 'as asked for');
  }
  const cuda = provider === 'cuda';
  const remedy = cuda ? cudaRemedy(runtime) : VULKAN_REMEDY;
  const adapter = await (cuda ? parts.cudaAdapter(folder) : parts.webgpuAdapter(folder));
  if (adapter.kind === 'none' && (cuda || !requireGpu))
    throw new FinetuneGateError(
      'ENGINE_UNAVAILABLE',
      `The provider \`${provider}\` does not work: ${adapter.reason}.`,
      { remedy: `${remedy} Or set \`provider: auto\`.` },
    );
  if (adapter.kind !== 'gpu' && requireGpu) throw gpuRequired(`${sentence(adapter)}.`, remedy);
  return open(adapter, provider, 'as asked for');
}

const NO_DEVICE: Adapter = { kind: 'none', name: 'none', reason: 'this machine shows no GPU' };

function sentence({ kind, name, reason }: Adapter): string {
  if (kind === 'software') return `WebGPU would compute in software, on ${name}`;
  if (kind === 'unknown') return `WebGPU may not find a GPU: ${reason}`;
  return `no WebGPU: ${reason}`;
}

const VULKAN_REMEDY =
  "Install libvulkan1 and the GPU's Vulkan driver; an NVIDIA container also needs NVIDIA_DRIVER_CAPABILITIES=all.";

const cudaRemedy = (runtime: string | undefined): string =>
  `Run: npm rebuild --ignore-scripts=false${runtime ? ` --prefix ${runtime}` : ''} onnxruntime-node, ` +
  'and put CUDA 12 and cuDNN 9 on LD_LIBRARY_PATH.';

export function gpuRequired(message: string, remedy: string): FinetuneGateError {
  return new FinetuneGateError('GPU_REQUIRED', message, { remedy });
}
