import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
// tfjs' package root registers no gradients.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { Engine } from '../engine.ts';
import { BACKEND, OnnxruntimeBackend } from './backend.ts';
import { compiler } from './compile.ts';
import { loadOnnxruntime } from './package.ts';
import { registerKernels } from './register.ts';
import { type Provider, Runtime } from './runtime.ts';

export interface OnnxruntimeOptions {
  readonly provider: Provider;
  /** Folder whose node_modules holds the package; this program's own when omitted. */
  readonly runtime?: string | undefined;
  /** Threads of one operator; as many as the machine runs at once when omitted. */
  readonly threads?: number | undefined;
  /** Start of the names of ONNX Runtime's profiles; none is written when omitted. */
  readonly profile?: string | undefined;
}

/**
 * tfjs traced to ONNX graphs that ONNX Runtime runs, on the CPU or on a GPU.
 *
 * @throws `ENGINE_UNAVAILABLE` when the package or the provider does not load.
 */
export async function openOnnxruntime(options: OnnxruntimeOptions): Promise<Engine> {
  const onnxruntime = loadOnnxruntime(options.runtime);
  const { provider, threads = availableParallelism(), profile } = options;
  const runtime = new Runtime(onnxruntime, { provider, threads, profile });
  tf.enableProdMode();
  registerKernels();
  const backend = new OnnxruntimeBackend(runtime);
  if (tf.findBackendFactory(BACKEND)) tf.removeBackend(BACKEND);
  tf.registerBackend(BACKEND, () => backend);
  await tf.setBackend(BACKEND);
  return {
    info: {
      name: 'onnxruntime',
      version: onnxruntime.version,
      provider,
      device: provider === 'cpu' ? 'cpu' : 'GPU',
      gpu: provider !== 'cpu',
    },
    stats: runtime.stats,
    compile: compiler(backend),
    dispose: () => backend.dispose(),
  };
}
