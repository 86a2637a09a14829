import { describe, expect, it } from 'vitest';
import { grid } from '../../../src/sweep/space.ts';

describe('grid', () => {
  it('is every combination, the last setting changing fastest', () => {
    expect(grid({ base: ['a', 'b'], dimensions: [256, 512] })).toEqual([
      { base: 'a', dimensions: 256 },
      { base: 'a', dimensions: 512 },
      { base: 'b', dimensions: 256 },
      { base: 'b', dimensions: 512 },
    ]);
  });

  it('has one point without settings', () => {
    expect(grid({})).toEqual([{}]);
  });

  it('has as many distinct points as the product says', () => {
    const points = grid({ a: [1, 2, 3], b: [true, false], c: ['x', 'y', 'z', null] });
    expect(new Set(points.map(point => JSON.stringify(point))).size).toBe(24);
  });

  it.each([{ a: [1], b: [] }, { a: [1, 1] }])('refuses %j', space => {
    expect(() => grid(space)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error);
  });
});
