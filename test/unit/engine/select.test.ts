import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Engine, EngineInfo } from '../../../src/engine/engine.ts';
import type { Adapter } from '../../../src/engine/onnxruntime/adapter.ts';
import { engineOptions } from '../../../src/engine/options.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { type EngineParts, openEngine } from '../../../src/engine/select.ts';
import { openTensorflow } from '../../../src/engine/tensorflow.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import { fakeRuntime, removeRuntimes } from './fake-tensorflow.ts';

const H100: Adapter = { kind: 'gpu', name: 'NVIDIA H100 PCIe', driver: 'NVIDIA 550.54.15' };
const SWIFTSHADER: Adapter = {
  kind: 'software',
  name: 'SwiftShader Device (Subzero)',
  driver: 'libvk_swiftshader.so',
};
const NONE: Adapter = { kind: 'none', name: 'none', reason: 'No supported adapters' };
const UNKNOWN: Adapter = { kind: 'unknown', name: 'unknown', reason: 'the loader does not say' };

interface Machine {
  readonly tensorflow?: 'gpu' | 'cpu';
  readonly onnxruntime?: 'absent' | 'broken';
  readonly devices?: boolean;
  readonly webgpu?: Adapter;
  readonly cuda?: Adapter;
}

const unavailable = (message: string) =>
  new FinetuneGateError('ENGINE_UNAVAILABLE', message, { remedy: 'Run: npm install it' });

function engineOf(info: Partial<EngineInfo> & Pick<EngineInfo, 'name'>): Engine {
  return {
    info: { version: '1.2.3', device: 'cpu', gpu: false, ...info },
    compile: () => async () => tf.scalar(0) as never,
    dispose: () => {},
  };
}

/** Opens an engine as it would on that machine; also says which adapters were asked for. */
async function open(given: object, machine: Machine = {}) {
  const { tensorflow, onnxruntime, devices = true, webgpu = NONE, cuda = NONE } = machine;
  const asked: string[] = [];
  const opened: object[] = [];
  const parts: EngineParts = {
    openTensorflow: async () => {
      if (!tensorflow) throw unavailable('@tensorflow/tfjs-node-gpu is not installed.');
      return engineOf({ name: 'tensorflow', gpu: tensorflow === 'gpu', device: tensorflow });
    },
    openReference: async () => engineOf({ name: 'reference' }),
    findOnnxruntime: () => {
      if (onnxruntime === 'absent') throw unavailable('onnxruntime-node is not installed.');
      return { folder: '/ort', version: '1.30.0' };
    },
    openOnnxruntime: async options => {
      if (onnxruntime === 'broken')
        throw unavailable('onnxruntime-node does not load: GLIBC_2.34 not found.');
      opened.push(options);
      const gpu = options.provider !== 'cpu';
      return engineOf({
        name: 'onnxruntime',
        provider: options.provider,
        gpu,
        device: gpu ? 'GPU' : 'cpu',
      });
    },
    mayHaveGpu: () => devices,
    webgpuAdapter: async folder => {
      asked.push(`webgpu in ${folder}`);
      return webgpu;
    },
    cudaAdapter: async folder => {
      asked.push(`cuda in ${folder}`);
      return cuda;
    },
  };
  const lines: string[] = [];
  const { info } = await openEngine(engineOptions.parse(given), line => lines.push(line), parts);
  expect(lines).toHaveLength(1);
  return { info, line: lines[0]!, asked, opened };
}

describe('openEngine with `auto`', () => {
  it('takes TensorFlow where it runs on a GPU, and asks nobody else', async () => {
    const { info, line, asked } = await open({}, { tensorflow: 'gpu', webgpu: H100 });
    expect(info).toMatchObject({ name: 'tensorflow', gpu: true });
    expect(line).toBe('engine: tensorflow 1.2.3 on gpu (a GPU is there)');
    expect(asked).toEqual([]);
  });

  it('else takes WebGPU on a GPU, and names device, provider and driver', async () => {
    const { info, line, asked } = await open({}, { webgpu: H100 });
    expect(info).toEqual({
      name: 'onnxruntime',
      version: '1.2.3',
      provider: 'webgpu',
      device: 'NVIDIA H100 PCIe',
      driver: 'NVIDIA 550.54.15',
      gpu: true,
    });
    expect(line).toBe(
      'engine: onnxruntime 1.2.3 on NVIDIA H100 PCIe, provider webgpu, driver NVIDIA 550.54.15 ' +
        '(no TensorFlow: @tensorflow/tfjs-node-gpu is not installed; WebGPU finds a GPU)',
    );
    expect(asked).toEqual(['webgpu in /ort']);
  });

  it.each<[string, Machine, string]>([
    ['there is no adapter', { webgpu: NONE }, 'no WebGPU: No supported adapters'],
    [
      'the adapter is software',
      { webgpu: SWIFTSHADER },
      'WebGPU would compute in software, on SwiftShader Device (Subzero)',
    ],
    [
      'nobody knows what the adapter is',
      { webgpu: UNKNOWN },
      'WebGPU may not find a GPU: the loader does not say',
    ],
    [
      'TensorFlow sees no GPU either',
      { tensorflow: 'cpu' },
      'TensorFlow loads but sees no GPU; no WebGPU: No supported adapters',
    ],
  ])('else takes the CPU where %s', async (_, machine, why) => {
    const { info, line } = await open({}, machine);
    expect(info).toMatchObject({ name: 'onnxruntime', provider: 'cpu', device: 'cpu', gpu: false });
    expect(info).not.toHaveProperty('driver');
    expect(line).toContain('on cpu, provider cpu (');
    expect(line).toContain(why);
  });

  it('does not even try WebGPU where the machine shows no device', async () => {
    const { line, asked } = await open({}, { devices: false, webgpu: H100 });
    expect(line).toContain('this machine shows no GPU');
    expect(asked).toEqual([]);
  });

  it.each<[string, Machine, string]>([
    ['is not installed', { onnxruntime: 'absent' }, 'no ONNX Runtime: onnxruntime-node is not installed'],
    ['does not load', { onnxruntime: 'broken' }, 'does not load: GLIBC_2.34 not found'],
  ])('takes the reference engine where ONNX Runtime %s', async (_, machine, why) => {
    const { info, line } = await open({}, machine);
    expect(info.name).toBe('reference');
    expect(line).toContain(why);
  });

  it('throws on what is no question of availability', async () => {
    const broken: Partial<EngineParts> = {
      openTensorflow: async () => {
        throw new FinetuneGateError('ENGINE_FAILED', 'broken');
      },
    };
    const opening = openEngine(engineOptions.parse({}), () => {}, broken as EngineParts);
    await expect(opening).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
  });
});

describe('openEngine as it is told', () => {
  it('takes the provider asked for, with the threads asked for', async () => {
    const { info, line, asked, opened } = await open(
      { provider: 'cpu', threads: 2, runtime: '/rt' },
      { webgpu: H100 },
    );
    expect(info).toMatchObject({ name: 'onnxruntime', provider: 'cpu' });
    expect(line).toMatch(/\(as asked for\)$/);
    expect(asked).toEqual([]);
    expect(opened).toEqual([{ provider: 'cpu', threads: 2, runtime: '/rt' }]);
  });

  it('computes in software where that is asked for, and does not call it a GPU', async () => {
    const { info } = await open({ engine: 'onnxruntime', provider: 'webgpu' }, { webgpu: SWIFTSHADER });
    expect(info).toMatchObject({
      provider: 'webgpu',
      device: 'SwiftShader Device (Subzero)',
      driver: 'libvk_swiftshader.so',
      gpu: false,
    });
  });

  it('takes CUDA where its libraries load', async () => {
    const { info, asked } = await open({ provider: 'cuda' }, { cuda: H100 });
    expect(info).toMatchObject({ provider: 'cuda', device: 'NVIDIA H100 PCIe', gpu: true });
    expect(asked).toEqual(['cuda in /ort']);
  });

  it.each([{}, { requireGpu: true }])('says how to mend CUDA where they do not: %j', async more => {
    const cuda: Adapter = { ...NONE, reason: 'libcublasLt.so.12: cannot open shared object file' };
    await expect(open({ provider: 'cuda', ...more }, { cuda })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: 'The provider `cuda` does not work: libcublasLt.so.12: cannot open shared object file.',
      remedy: expect.stringContaining('npm rebuild --ignore-scripts=false onnxruntime-node'),
    });
  });

  it('says how to get WebGPU where there is no adapter', async () => {
    await expect(open({ provider: 'webgpu' })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: 'The provider `webgpu` does not work: No supported adapters.',
      remedy: expect.stringContaining('Vulkan driver'),
    });
  });

  it('does not replace an engine that was asked for and is not there', async () => {
    await expect(open({ engine: 'tensorflow' })).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    for (const onnxruntime of ['absent', 'broken'] as const)
      await expect(open({ engine: 'onnxruntime' }, { onnxruntime })).rejects.toMatchObject({
        code: 'ENGINE_UNAVAILABLE',
      });
  });

  it('refuses a provider of an engine that has none', async () => {
    await expect(open({ engine: 'reference', provider: 'cpu' })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('openEngine where a GPU is required', () => {
  it.each<[string, object, Machine]>([
    ['the reference engine is asked for', { engine: 'reference' }, {}],
    ['TensorFlow is asked for and sees none', { engine: 'tensorflow' }, { tensorflow: 'cpu' }],
    ['the CPU is asked for', { provider: 'cpu' }, { webgpu: H100 }],
    ['WebGPU is asked for and there is no adapter', { provider: 'webgpu' }, {}],
    ['WebGPU is asked for and would be software', { provider: 'webgpu' }, { webgpu: SWIFTSHADER }],
    ['WebGPU is asked for and its adapter is not known', { provider: 'webgpu' }, { webgpu: UNKNOWN }],
    ['ONNX Runtime is asked for and finds none', { engine: 'onnxruntime' }, { webgpu: SWIFTSHADER }],
    ['the choice is free and there is none', {}, { tensorflow: 'cpu', webgpu: SWIFTSHADER }],
    ['the choice is free and nothing is installed', {}, { onnxruntime: 'absent' }],
    ['the choice is free and ONNX Runtime does not load', {}, { onnxruntime: 'broken', webgpu: H100 }],
    ['the choice is free and the machine shows none', {}, { devices: false }],
  ])('fails where %s', async (_, given, machine) => {
    await expect(open({ ...given, requireGpu: true }, machine)).rejects.toMatchObject({
      code: 'GPU_REQUIRED',
      remedy: expect.stringMatching(/\S/),
    });
  });

  it.each<[object, Machine]>([
    [{}, { tensorflow: 'gpu' }],
    [{}, { webgpu: H100 }],
    [{ engine: 'onnxruntime' }, { webgpu: H100 }],
    [{ provider: 'webgpu' }, { webgpu: H100 }],
    [{ provider: 'cuda' }, { cuda: H100 }],
  ])('is content with one: %j on %j', async (given, machine) => {
    expect((await open({ ...given, requireGpu: true }, machine)).info.gpu).toBe(true);
  });

  it('passes on why, and the command that installs what is missing', async () => {
    await expect(open({ requireGpu: true }, { onnxruntime: 'absent' })).rejects.toMatchObject({
      message:
        'no TensorFlow: @tensorflow/tfjs-node-gpu is not installed; no ONNX Runtime: onnxruntime-node is not installed.',
      remedy: 'Run: npm install it',
    });
  });
});

describe('openEngine with the real engines', () => {
  afterEach(() => {
    if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow');
    removeRuntimes();
    vi.unstubAllEnvs();
  });

  const real = { openTensorflow, openReference } as EngineParts;

  it('leaves the reference engine its own kernels after TensorFlow was tried', async () => {
    await openReference();
    const findOnnxruntime = () => {
      throw unavailable('onnxruntime-node is not installed.');
    };
    const options = engineOptions.parse({ runtime: await fakeRuntime({ gpu: false }) });
    const lines: string[] = [];
    const engine = await openEngine(options, line => lines.push(line), { ...real, findOnnxruntime });
    expect(engine.info.name).toBe('reference');
    expect(lines[0]).toContain('TensorFlow loads but sees no GPU');
    expect(tf.getBackend()).toBe('cpu');
    // The stand-in registered the stock kernels again; they are still under its own backend's name.
    expect(tf.getKernel('Add', 'cpu').kernelFunc).not.toBe(tf.getKernel('Add', 'tensorflow').kernelFunc);
  });

  it('opens the reference engine as asked for', async () => {
    const lines: string[] = [];
    const engine = await openEngine(engineOptions.parse({ engine: 'reference' }), line => lines.push(line));
    expect(engine.info).toMatchObject({ name: 'reference', device: 'cpu', gpu: false });
    expect(lines[0]).toMatch(/^engine: reference 4\.\S+ on cpu \(as asked for\)$/);
  });
});
