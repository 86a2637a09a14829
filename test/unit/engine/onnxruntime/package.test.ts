import { describe, expect, it } from 'vitest';
import { findOnnxruntime, loadOnnxruntime } from '../../../../src/engine/onnxruntime/package.ts';
import { Sandbox } from '../../../sandbox.ts';

const PLATFORM = `bin/napi-v6/${process.platform}/${process.arch}`;

/** A folder with a stand-in for the package, with the binary of this platform or without. */
function runtime({
  binary = true,
  body = 'exports.binding = { own: true }; exports.initOrt = () => {};',
} = {}) {
  const sandbox = new Sandbox();
  const write = (path: string, text: string) => sandbox.write(`node_modules/onnxruntime-node/${path}`, text);
  write(
    'package.json',
    JSON.stringify({ name: 'onnxruntime-node', version: '9.9.9', main: 'dist/index.js' }),
  );
  write('dist/binding.js', body);
  write('dist/index.js', 'exports.api = true;');
  if (binary) write(`${PLATFORM}/onnxruntime_binding.node`, '');
  return sandbox;
}

describe('loadOnnxruntime', () => {
  it('gives the API and the binding of the installed package, ready to make tensors and sessions', () => {
    const { ort, binding, version } = loadOnnxruntime();
    expect(version).toBe('1.30.0');
    expect(new ort.Tensor('float32', Float32Array.of(1), [1]).dims).toEqual([1]);
    expect(binding.listSupportedBackends().map(({ name }) => name)).toContain('cpu');
    expect(new binding.InferenceSession()).toHaveProperty('loadModel');
  });

  it('lets nothing be reported to the makers of the package', () => {
    delete process.env.ORT_DISABLE_TELEMETRY;
    loadOnnxruntime();
    expect(process.env.ORT_DISABLE_TELEMETRY).toBe('1');
  });

  it('prefers the runtime folder', () => {
    const sandbox = runtime();
    const { binding, ort, version, folder } = loadOnnxruntime(sandbox.folder);
    expect([binding, ort, version]).toEqual([{ own: true }, { api: true }, '9.9.9']);
    expect(folder).toBe(sandbox.path('node_modules', 'onnxruntime-node'));
  });

  it("takes this program's own where the runtime folder has none", () => {
    expect(loadOnnxruntime(new Sandbox().folder).version).toBe('1.30.0');
  });

  it('says why it does not load, and how to install it again', () => {
    const { folder } = runtime({ body: "throw new Error('GLIBC_2.34 not found\\nRequire stack: …')" });
    expect(() => loadOnnxruntime(folder)).toThrowError(
      expect.objectContaining({
        code: 'ENGINE_UNAVAILABLE',
        message: 'onnxruntime-node 9.9.9 does not load: GLIBC_2.34 not found',
        remedy: expect.stringContaining(
          `npm install --ignore-scripts --prefix ${folder} --no-save onnxruntime-node@1.30.0`,
        ),
      }),
    );
  });
});

describe('findOnnxruntime', () => {
  it('says where there is no binary for this platform', () => {
    const { folder } = runtime({ binary: false });
    expect(() => findOnnxruntime(folder)).toThrowError(
      expect.objectContaining({
        code: 'ENGINE_UNAVAILABLE',
        message: `onnxruntime-node 9.9.9 has no binary for ${process.platform} on ${process.arch}.`,
      }),
    );
  });

  it('names the command where nothing is installed', () => {
    const nowhere = new Sandbox();
    expect(() => findOnnxruntime(nowhere.folder, nowhere.path('program.js'))).toThrowError(
      expect.objectContaining({
        code: 'ENGINE_UNAVAILABLE',
        message: 'onnxruntime-node is not installed.',
        remedy: `Run: npm install --ignore-scripts --prefix ${nowhere.folder} --no-save onnxruntime-node@1.30.0`,
      }),
    );
  });
});
