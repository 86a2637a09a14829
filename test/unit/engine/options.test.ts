import { describe, expect, it } from 'vitest';
import { checkProvider, engineOptions } from '../../../src/engine/options.ts';

describe('engineOptions', () => {
  it('has defaults', () => {
    expect(engineOptions.parse({})).toEqual({ engine: 'auto', provider: 'auto', requireGpu: false });
  });

  it('knows its engines and keys', () => {
    expect(engineOptions.safeParse({ engine: 'cuda' }).success).toBe(false);
    expect(engineOptions.safeParse({ gpu: true }).success).toBe(false);
    expect(engineOptions.safeParse({ provider: 'vulkan' }).success).toBe(false);
    expect(engineOptions.safeParse({ threads: 0 }).success).toBe(false);
  });
});

describe('checkProvider', () => {
  it.each(['reference', 'tensorflow'] as const)('refuses a provider for %s, which has none', engine => {
    expect(() => checkProvider({ engine, provider: 'cpu' })).toThrowError(
      expect.objectContaining({ code: 'USAGE' }),
    );
    expect(() => checkProvider({ engine, provider: 'auto' })).not.toThrow();
  });

  it.each(['auto', 'onnxruntime'] as const)('takes every provider for %s', engine => {
    for (const provider of ['auto', 'cpu', 'webgpu', 'cuda'] as const)
      expect(() => checkProvider({ engine, provider })).not.toThrow();
  });
});
