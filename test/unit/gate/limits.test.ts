import { describe, expect, it } from 'vitest';
import { formatBytes, parseBytes } from '../../../src/gate/bytes.ts';
import { firstOnTheClock, limitsOf, priceOf, wallSecondsOf } from '../../../src/gate/limits.ts';
import { budgetOptions } from '../../../src/gate/options.ts';

const budget = (value: unknown) => budgetOptions.parse(value);

describe('the limits of a budget', () => {
  it('are those that are set, in their units', () => {
    const all = {
      wall_time: '20m',
      gpu_time: '10m',
      cost: { limit: 2, per_hour: 4 },
      memory: '1GiB',
      examples: 100,
      provider_cost: 0.5,
    };
    expect(limitsOf(budget(all))).toEqual({
      wall_time: 1200,
      gpu_time: 600,
      cost: 2,
      memory: 1024 ** 3,
      examples: 100,
      provider_cost: 0.5,
    });
    expect(limitsOf(budget({}))).toEqual({});
  });

  it.each([
    [{}, undefined],
    [{ wall_time: 60 }, 60],
    [{ cost: { limit: 2, per_hour: 4 } }, 1800],
    [{ wall_time: 60, cost: { limit: 2, per_hour: 4 } }, 60],
    [{ wall_time: 3600, cost: { limit: 2, per_hour: 4 } }, 1800],
  ])('end on the clock: %j', (value, seconds) => {
    expect(wallSecondsOf(budget(value))).toBe(seconds);
  });

  it('name the one that comes first, and price a time', () => {
    expect(firstOnTheClock(budget({ wall_time: 60, cost: { limit: 2, per_hour: 4 } }))).toBe('wall_time');
    expect(firstOnTheClock(budget({ wall_time: 3600, cost: { limit: 2, per_hour: 4 } }))).toBe('cost');
    expect(priceOf(900, budget({ cost: { limit: 2, per_hour: 4 } }))).toBe(1);
    expect(priceOf(900, budget({}))).toBeUndefined();
  });
});

describe('bytes', () => {
  it.each([
    ['8GiB', 8 * 2 ** 30],
    ['1.5 GiB', 1.5 * 2 ** 30],
    ['500MB', 5e8],
    ['12 kB', 12_000],
    ['77B', 77],
  ])('%s', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each(['', '8', '8G', 'GiB', '-8GiB', '8GiBs', '1e3MB', '0GiB', '99999999999TiB'])('refuses %j', text => {
    expect(() => parseBytes(text)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error);
  });

  it.each([
    [77, '77 B'],
    [1536, '1.5 KiB'],
    [8 * 2 ** 30, '8 GiB'],
    [2.34 * 2 ** 20, '2.3 MiB'],
  ])('%d', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
