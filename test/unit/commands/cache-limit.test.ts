import { describe, expect, it } from 'vitest';
import { parseCacheLimit } from '../../../src/commands/cache-limit.ts';

describe('parseCacheLimit', () => {
  it.each([
    ['4GiB', 4_294_967_296],
    ['500 MiB', 524_288_000],
    [' 1.5GiB ', 1_610_612_736],
    ['2TiB', 2_199_023_255_552],
  ])('reads %s', (text, bytes) => {
    expect(parseCacheLimit(text)).toBe(bytes);
  });

  it.each(['', '4', '4GB', '-1GiB', '0GiB', 'GiB', '1e3GiB', '4gib', '1.GiB'])('refuses %j', text => {
    expect(() => parseCacheLimit(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
