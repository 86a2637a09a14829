import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { webgpuAdapter } from '../../../../src/engine/onnxruntime/adapter.ts';
import { probeProvider } from '../../../../src/engine/onnxruntime/adapter-probe.ts';
import { findOnnxruntime } from '../../../../src/engine/onnxruntime/package.ts';
import { Sandbox } from '../../../sandbox.ts';

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A package whose binding does `body` when it loads; the rest answers `y`. */
function fakePackage(y: number, body = ''): string {
  const sandbox = new Sandbox();
  sandbox.write(
    'dist/binding.js',
    `${body}
    class InferenceSession {
      loadModel(buffer, offset, length, options) {
        if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== length) throw new Error('buffer');
        if (options.executionProviders.join() !== 'webgpu') throw new Error('provider');
      }
      run() { return { y: { data: [${y}] } }; }
    }
    exports.binding = { InferenceSession };
    exports.initOrt = () => {};`,
  );
  sandbox.write('node_modules/onnxruntime-common/index.js', 'exports.Tensor = class {};');
  return sandbox.folder;
}

describe('probeProvider', () => {
  it('asks the package in a process of its own', async () => {
    const { works, reason } = await probeProvider(fakePackage(42), 'webgpu');
    expect([works, reason]).toEqual([true, undefined]);
  });

  it('is not content with a provider that computes wrongly', async () => {
    expect(await probeProvider(fakePackage(41), 'webgpu')).toMatchObject({
      works: false,
      reason: 'it computes 21 + 21 = 41',
    });
  });

  it('reads its answer after whatever a driver prints', async () => {
    const folder = fakePackage(
      42,
      "require('node:fs').writeSync(1, '{ not json\\n'); console.error('noise');",
    );
    expect(await probeProvider(folder, 'webgpu')).toMatchObject({ works: true, log: 'noise\n' });
  });

  it('survives a driver that aborts the process', async () => {
    expect(await probeProvider(fakePackage(42, 'process.abort();'), 'webgpu')).toMatchObject({
      works: false,
      reason: expect.stringMatching(/ended by SIGABRT/),
    });
  });

  it('does not wait for a driver that hangs', async () => {
    const started = performance.now();
    expect(await probeProvider(fakePackage(42, 'for (;;);'), 'webgpu', 500)).toMatchObject({
      works: false,
      reason: 'it did not answer within 0.5 s',
    });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('says why CUDA does not load, as in this checkout', async () => {
    const { works, reason } = await probeProvider(findOnnxruntime().folder, 'cuda');
    expect(works).toBe(false);
    expect(reason).toMatch(/libonnxruntime_providers_shared\.so: cannot open shared object file/);
  });
});

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('webgpuAdapter', () => {
  it('says no, in seconds, where there is no driver', async () => {
    vi.stubEnv('VK_DRIVER_FILES', '/dev/null');
    vi.stubEnv('VK_ICD_FILENAMES', '/dev/null');
    const started = performance.now();
    expect(await webgpuAdapter(findOnnxruntime().folder)).toEqual({
      kind: 'none',
      name: 'none',
      reason: 'Failed to get a WebGPU adapter: No supported adapters',
    });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it.runIf(existsSync(SWIFTSHADER))('knows SwiftShader for what it is', async () => {
    vi.stubEnv('VK_DRIVER_FILES', SWIFTSHADER);
    vi.stubEnv('VK_ICD_FILENAMES', SWIFTSHADER);
    expect(await webgpuAdapter(findOnnxruntime().folder)).toEqual({
      kind: 'software',
      name: expect.stringMatching(/^SwiftShader/),
      driver: 'libvk_swiftshader.so',
    });
  });
});
