import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { eagerEngine } from '../eager.ts';
import type { Engine } from '../engine.ts';
import { registerKernels } from './register.ts';

/**
 * tfjs' pure-JavaScript backend with our kernels where its own are slow. It runs everywhere and needs nothing
 * installed; the other engines are tested against it.
 */
export async function openReference(): Promise<Engine> {
  // Without this, tfjs advises on the console to install its native backend.
  tf.enableProdMode();
  registerKernels();
  await tf.setBackend('cpu');
  return eagerEngine({ name: 'reference', version: version_cpu, device: 'cpu', gpu: false });
}
