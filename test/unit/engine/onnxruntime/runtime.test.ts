import { describe, expect, it } from 'vitest';
import { loadOnnxruntime } from '../../../../src/engine/onnxruntime/package.ts';
import { Runtime } from '../../../../src/engine/onnxruntime/runtime.ts';

describe('Runtime', () => {
  it('calls a broken model ENGINE_FAILED, and counts no session', () => {
    const runtime = new Runtime(loadOnnxruntime(), { provider: 'cpu', threads: 1 });
    expect(() => runtime.session(new Uint8Array([1, 2, 3, 4]))).toThrow(
      expect.objectContaining({ code: 'ENGINE_FAILED' }),
    );
    expect(runtime.stats.sessions).toBe(0);
  });
});
