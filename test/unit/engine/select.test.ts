import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { engineOptions } from '../../../src/engine/options.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { openEngine } from '../../../src/engine/select.ts';
import { fakeRuntime, removeRuntimes } from './fake-tensorflow.ts';

afterEach(() => {
  if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow');
  removeRuntimes();
  vi.unstubAllEnvs();
});

async function open(given: object): Promise<{ name: string; line: string }> {
  const lines: string[] = [];
  const engine = await openEngine(engineOptions.parse(given), line => lines.push(line));
  expect(lines).toHaveLength(1);
  return { name: engine.info.name, line: lines[0]! };
}

describe('openEngine', () => {
  it('takes the reference engine where TensorFlow is not installed, and says so', async () => {
    const { name, line } = await open({ runtime: await fakeRuntime() });
    expect(name).toBe('reference');
    expect(line).toMatch(/^engine: reference 4\.\S+ on cpu \(no TensorFlow: .* is not installed\)$/);
    expect(tf.getBackend()).toBe('cpu');
  });

  it('takes TensorFlow where it runs on a GPU', async () => {
    vi.stubEnv('PATH', '');
    const { name, line } = await open({ runtime: await fakeRuntime({ gpu: true }) });
    expect(name).toBe('tensorflow');
    expect(line).toBe('engine: tensorflow 4.22.0 on GPU (a GPU is there)');
  });

  it('falls back to the reference engine, with its own kernels, where TensorFlow sees no GPU', async () => {
    await openReference();
    const { name, line } = await open({ runtime: await fakeRuntime({ gpu: false }) });
    expect(name).toBe('reference');
    expect(line).toContain('TensorFlow loads but sees no GPU');
    expect(tf.getBackend()).toBe('cpu');
    // The stand-in registered the stock kernels again; they are still under its own backend's name.
    expect(tf.getKernel('Add', 'cpu').kernelFunc).not.toBe(tf.getKernel('Add', 'tensorflow').kernelFunc);
  });

  it('does as it is told', async () => {
    expect((await open({ engine: 'reference' })).line).toMatch(/^engine: reference .*\(as asked for\)$/);
    const runtime = await fakeRuntime({ gpu: false });
    expect((await open({ engine: 'tensorflow', runtime })).name).toBe('tensorflow');
  });

  it('fails where the engine asked for is not there', async () => {
    await expect(open({ engine: 'tensorflow' })).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  });

  it.each([
    ['the reference engine is asked for', { engine: 'reference' }, undefined],
    ['TensorFlow sees none', { engine: 'tensorflow' }, { gpu: false }],
    ['TensorFlow sees none and the choice is free', {}, { gpu: false }],
  ])('fails where a GPU is required and %s', async (_, given, fake) => {
    const runtime = await fakeRuntime(...(fake ? [fake] : []));
    const failure = open({ ...given, runtime, requireGpu: true });
    await expect(failure).rejects.toMatchObject({ code: 'GPU_REQUIRED' });
  });

  it('passes on the command that installs what a required GPU needs', async () => {
    await expect(open({ runtime: await fakeRuntime(), requireGpu: true })).rejects.toMatchObject({
      code: 'GPU_REQUIRED',
      remedy: expect.stringContaining('npm install'),
    });
  });
});
