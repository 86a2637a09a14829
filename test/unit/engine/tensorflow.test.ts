import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTensorflow } from '../../../src/engine/tensorflow.ts';
import { fakeRuntime, removeRuntimes } from './fake-tensorflow.ts';

afterEach(() => {
  if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow');
  removeRuntimes();
  vi.unstubAllEnvs();
});

describe('openTensorflow', () => {
  it('names the command when the package is there without its binary, as in this checkout', async () => {
    await expect(openTensorflow({ cpuPackage: false })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining('native binary'),
      remedy: 'Run: npm rebuild --ignore-scripts=false @tensorflow/tfjs-node-gpu',
    });
  });

  it('names the command when nothing is installed', async () => {
    const runtime = await fakeRuntime();
    await expect(openTensorflow({ runtime, cpuPackage: true })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: '@tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node is not installed.',
      remedy: `Run: npm install --ignore-scripts=false --prefix ${runtime} --no-save @tensorflow/tfjs-node-gpu@4.22.0`,
    });
  });

  it('says why when the native library does not load', async () => {
    const runtime = await fakeRuntime({
      fails: 'libtensorflow.so.2: cannot open shared object file\nat more',
    });
    await expect(openTensorflow({ runtime, cpuPackage: false })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: '@tensorflow/tfjs-node-gpu does not load: libtensorflow.so.2: cannot open shared object file',
    });
  });

  it('computes on the backend of a package with its own copy of tfjs, gradients included', async () => {
    vi.stubEnv('PATH', '');
    const engine = await openTensorflow({ runtime: await fakeRuntime({ gpu: true }), cpuPackage: false });
    // A machine with NVIDIA's kernel module names its driver too.
    expect(engine.info).toMatchObject({ name: 'tensorflow', version: '4.22.0', device: 'GPU', gpu: true });
    expect(tf.getBackend()).toBe('tensorflow');
    const slope = await engine.compile((x: tf.Tensor) => tf.grad(y => tf.sum(tf.square(y)))(x))(
      tf.tensor1d([3]),
    );
    expect(Array.from(await slope.data())).toEqual([6]);
  });

  it('does not take the CPU for a GPU', async () => {
    const engine = await openTensorflow({ runtime: await fakeRuntime({ gpu: false }), cpuPackage: false });
    expect(engine.info).toMatchObject({ device: 'cpu', gpu: false });
  });

  it('takes the package without GPU support only where that will do', async () => {
    const runtime = await fakeRuntime({ name: '@tensorflow/tfjs-node', gpu: false });
    await expect(openTensorflow({ runtime, cpuPackage: false })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
    });
    expect((await openTensorflow({ runtime, cpuPackage: true })).info.name).toBe('tensorflow');
  });
});
