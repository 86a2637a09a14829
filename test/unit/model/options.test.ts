import { describe, expect, it } from 'vitest';
import { modelOptions } from '../../../src/model/options.ts';

describe('modelOptions', () => {
  it('reads the block of the configuration', () => {
    expect(modelOptions.parse({ base: ' models/tiny ', max_length: 128, dimensions: 256 })).toEqual({
      base: 'models/tiny',
      max_length: 128,
      dimensions: 256,
      precision: 'fp32',
    });
    expect(modelOptions.parse({ base: 'm', precision: 'int8' })).toEqual({ base: 'm', precision: 'int8' });
  });

  it.each([
    {},
    { base: '' },
    { base: 'm', max_length: 1 },
    { base: 'm', dimensions: 0 },
    { base: 'm', dimensions: 1.5 },
    { base: 'm', precision: 'fp16' },
    { base: 'm', extra: 1 },
  ])('refuses %j', value => {
    expect(modelOptions.safeParse(value).success).toBe(false);
  });
});
