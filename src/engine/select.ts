import { FinetuneGateError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { cudaAdapter, mayHaveGpu, webgpuAdapter } from './onnxruntime/adapter.ts';
import { openOnnxruntime } from './onnxruntime/open.ts';
import { findOnnxruntime } from './onnxruntime/package.ts';
import { checkProvider, type EngineOptions } from './options.ts';
import { openReference } from './reference/open.ts';
import { type Choice, chooseProvider, gpuRequired, type ProviderParts } from './select-provider.ts';
import { openTensorflow } from './tensorflow.ts';

/** What a choice is made among; tests give their own. */
export interface EngineParts extends ProviderParts {
  readonly openTensorflow: typeof openTensorflow;
  readonly openReference: typeof openReference;
}

const PARTS: EngineParts = {
  openTensorflow,
  openReference,
  openOnnxruntime,
  findOnnxruntime,
  mayHaveGpu,
  webgpuAdapter,
  cudaAdapter,
};

/**
 * Opens the engine that `options` asks for and makes it tfjs' current backend. One line to `log` says which, and why.
 *
 * @throws `ENGINE_UNAVAILABLE` when the engine asked for does not load; `GPU_REQUIRED` when a GPU must be used and none is;
 * `USAGE` when a provider is asked of an engine that has none.
 */
export async function openEngine(
  options: EngineOptions,
  log: (line: string) => void,
  parts: EngineParts = PARTS,
): Promise<Engine> {
  const { engine, why } = await choose(options, parts);
  const { name, version, device, provider, driver } = engine.info;
  const shown = [
    `${name} ${version} on ${device}`,
    provider && `provider ${provider}`,
    driver && `driver ${driver}`,
  ];
  log(`engine: ${shown.filter(Boolean).join(', ')} (${why})`);
  return engine;
}

async function choose(options: EngineOptions, parts: EngineParts): Promise<Choice> {
  const { engine: name, provider, requireGpu } = options;
  checkProvider(options);
  const why = 'as asked for';
  switch (name) {
    case 'auto':
      return provider === 'auto' ? chooseAutomatically(options, parts) : chooseProvider(options, parts);
    case 'onnxruntime':
      return chooseProvider(options, parts);
    case 'tensorflow': {
      const engine = await parts.openTensorflow({ ...options, cpuPackage: !requireGpu });
      if (requireGpu && !engine.info.gpu) throw gpuRequired(NO_GPU_SEEN, CUDA_REMEDY);
      return { engine, why };
    }
    case 'reference':
      if (requireGpu)
        throw gpuRequired(
          'The engine `reference` computes on the CPU.',
          'Set `engine: auto`, `onnxruntime` or `tensorflow`.',
        );
      return { engine: await parts.openReference(), why };
  }
}

/** TensorFlow on a GPU, else ONNX Runtime on a GPU, else ONNX Runtime on the CPU, else the reference engine. */
async function chooseAutomatically(options: EngineOptions, parts: EngineParts): Promise<Choice> {
  const { runtime, requireGpu } = options;
  let first = 'TensorFlow loads but sees no GPU';
  try {
    const engine = await parts.openTensorflow({ runtime, cpuPackage: false });
    if (engine.info.gpu) return { engine, why: 'a GPU is there' };
    engine.dispose();
  } catch (error) {
    first = `no TensorFlow: ${unavailable(error)}`;
  }
  try {
    const { engine, why } = await chooseProvider(options, parts);
    return { engine, why: `${first}; ${why}` };
  } catch (error) {
    if (error instanceof FinetuneGateError && error.code === 'GPU_REQUIRED')
      throw gpuRequired(`${first}; ${error.message}`, error.remedy);
    const second = `no ONNX Runtime: ${unavailable(error)}`;
    if (requireGpu) throw gpuRequired(`${first}; ${second}.`, (error as FinetuneGateError).remedy);
    return { engine: await parts.openReference(), why: `${first}; ${second}` };
  }
}

/** Why an engine is not there; any other failure is thrown on. */
function unavailable(error: unknown): string {
  if (!(error instanceof FinetuneGateError) || error.code !== 'ENGINE_UNAVAILABLE') throw error;
  return error.message.replace(/\.$/, '');
}

const NO_GPU_SEEN = 'TensorFlow is installed but sees no GPU.';
const CUDA_REMEDY =
  'Check with nvidia-smi that the runner has a GPU, and that CUDA 11 and cuDNN 8 are on LD_LIBRARY_PATH.';
