import { FinetuneGateError } from '../errors.ts';
import type { Engine } from './engine.ts';
import type { EngineOptions } from './options.ts';
import { openReference } from './reference/open.ts';
import { openTensorflow } from './tensorflow.ts';

/**
 * Opens the engine that `options` asks for and makes it tfjs' current backend. One line to `log` says which, and why.
 *
 * @throws `ENGINE_UNAVAILABLE` when the engine asked for does not load; `GPU_REQUIRED` when a GPU must be used and none is.
 */
export async function openEngine(options: EngineOptions, log: (line: string) => void): Promise<Engine> {
  const { engine, why } = await choose(options);
  const { name, version, device } = engine.info;
  log(`engine: ${name} ${version} on ${device} (${why})`);
  return engine;
}

interface Choice {
  readonly engine: Engine;
  readonly why: string;
}

async function choose(options: EngineOptions): Promise<Choice> {
  if (options.engine === 'auto') return chooseAutomatically(options);
  const why = 'as asked for';
  if (options.engine === 'tensorflow') {
    const engine = await openTensorflow({ ...options, cpuPackage: !options.requireGpu });
    if (options.requireGpu && !engine.info.gpu) throw gpuRequired(NO_GPU_SEEN);
    return { engine, why };
  }
  if (options.requireGpu)
    throw gpuRequired('The engine `reference` computes on the CPU.', 'Set `engine: auto` or `tensorflow`.');
  return { engine: await openReference(), why };
}

async function chooseAutomatically({ runtime, requireGpu }: EngineOptions): Promise<Choice> {
  let why = 'TensorFlow loads but sees no GPU';
  try {
    const engine = await openTensorflow({ runtime, cpuPackage: false });
    if (engine.info.gpu) return { engine, why: 'a GPU is there' };
    engine.dispose();
    if (requireGpu) throw gpuRequired(NO_GPU_SEEN);
  } catch (error) {
    if (!(error instanceof FinetuneGateError) || error.code !== 'ENGINE_UNAVAILABLE') throw error;
    if (requireGpu) throw gpuRequired(`No engine for a GPU: ${error.message}`, error.remedy);
    why = `no TensorFlow: ${error.message.replace(/\.$/, '')}`;
  }
  return { engine: await openReference(), why };
}

const NO_GPU_SEEN = 'TensorFlow is installed but sees no GPU.';

function gpuRequired(message: string, remedy?: string): FinetuneGateError {
  return new FinetuneGateError('GPU_REQUIRED', message, {
    remedy:
      remedy ??
      'Check with nvidia-smi that the runner has a GPU, and that CUDA 11 and cuDNN 8 are on LD_LIBRARY_PATH.',
  });
}
