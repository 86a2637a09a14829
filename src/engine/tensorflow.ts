import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { FinetuneGateError } from '../errors.ts';
import { eagerEngine } from './eager.ts';
import type { Engine } from './engine.ts';
import { repairUtil } from './node-repair.ts';
import { nvidiaGpus } from './nvidia.ts';
import { findPackage, type NativePackage } from './tensorflow-package.ts';

export interface TensorflowOptions {
  /** Folder whose node_modules holds the package; this program's own when omitted. */
  readonly runtime?: string | undefined;
  /** Whether the package without GPU support will do when the other is absent. */
  readonly cpuPackage: boolean;
}

/**
 * TensorFlow's C library through `@tensorflow/tfjs-node-gpu` (CUDA 11), or through `@tensorflow/tfjs-node`. The package
 * brings a copy of tfjs of its own; backends, kernels and gradients still meet, since tfjs keeps them in one global.
 *
 * @returns an engine whose `info.gpu` says whether it really runs on a GPU: TensorFlow falls back to the CPU in silence.
 * @throws `ENGINE_UNAVAILABLE` with the command that installs what is missing.
 */
export async function openTensorflow({ runtime, cpuPackage }: TensorflowOptions): Promise<Engine> {
  const found = findPackage(runtime, cpuPackage);
  tf.enableProdMode();
  repairUtil();
  // Of TensorFlow's own log, warnings and errors.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  try {
    found.load();
    await tf.setBackend('tensorflow');
  } catch (cause) {
    throw loadFailed(found, cause, runtime);
  }
  const gpu = (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
  const info = { name: 'tensorflow', version: found.version, gpu } as const;
  if (!gpu) return eagerEngine({ ...info, device: 'cpu' });
  // TensorFlow's binding has no names.
  const [first] = await nvidiaGpus();
  return eagerEngine({ ...info, device: first?.name ?? 'GPU', ...(first && { driver: first.driver }) });
}

function loadFailed(found: NativePackage, cause: unknown, runtime: string | undefined): FinetuneGateError {
  const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n');
  return new FinetuneGateError('ENGINE_UNAVAILABLE', `${found.name} does not load: ${reason}`, {
    remedy: `Install it again: rm -rf ${join(runtime ?? '.', 'node_modules', found.name)} && ${found.install}`,
    cause,
  });
}
