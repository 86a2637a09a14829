import * as tf from '@tensorflow/tfjs-core';
import { runSpecs } from './run.ts';
import type { ConformanceSuite } from './suite.ts';

/** Kernels that move no number and compute none; a spec that calls nothing else tests no kernel of training. */
const BESIDE = new Set(['Identity', 'Cast', 'Reshape', 'Fill', 'ZerosLike', 'OnesLike']);

/** Specs that pass on the current backend and call none but the kernels that are `used`. */
export async function specsWithin(used: ReadonlySet<string>, suite: ConformanceSuite): Promise<Set<string>> {
  const calls = new Map<string, Set<string>>();
  let current = '';
  const restore = watchKernels(name => calls.get(current)?.add(name));
  const { passed } = await runSpecs(suite, {
    wanted: () => true,
    unregistered: [],
    excluded: [],
    started: spec => {
      current = spec;
      // Specs of one name are run together or not at all.
      calls.set(spec, calls.get(spec) ?? new Set());
    },
  });
  restore();
  return new Set(
    passed.filter(spec => {
      const called = [...calls.get(spec)!];
      return called.every(name => used.has(name)) && called.some(name => !BESIDE.has(name));
    }),
  );
}

/** Tells of every call of a kernel on the current backend, until what it returns is called. */
function watchKernels(called: (name: string) => void): () => void {
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const register = (config: tf.KernelConfig) => {
    tf.unregisterKernel(config.kernelName, config.backendName);
    tf.registerKernel(config);
  };
  for (const config of kernels)
    register({
      ...config,
      kernelFunc: call => {
        called(config.kernelName);
        return config.kernelFunc(call);
      },
    });
  return () => kernels.forEach(register);
}
