import { describe, expect, it } from 'vitest';
import { engineOptions } from '../../../src/engine/options.ts';

describe('engineOptions', () => {
  it('has defaults', () => {
    expect(engineOptions.parse({})).toEqual({ engine: 'auto', requireGpu: false });
  });

  it('knows its engines and keys', () => {
    expect(engineOptions.safeParse({ engine: 'cuda' }).success).toBe(false);
    expect(engineOptions.safeParse({ gpu: true }).success).toBe(false);
  });
});
