import { describe, expect, it } from 'vitest';
import { draw } from '../../../src/sweep/draw.ts';

const letters = [...'abcde'];

describe('draw', () => {
  it('takes so many different ones, in their own order', () => {
    for (let seed = 0; seed < 50; seed++) {
      const drawn = draw(letters, 3, seed);
      expect(new Set(drawn).size).toBe(3);
      expect(drawn.toSorted()).toEqual(drawn);
    }
  });

  it('is the same for a seed, and all there are when more are asked for', () => {
    expect(draw(letters, 2, 7)).toEqual(draw(letters, 2, 7));
    expect(draw(letters, 9, 7)).toEqual(letters);
  });

  it('has no favourites: each of the ten pairs comes in a tenth of the seeds', () => {
    const seeds = 5000;
    const counts = new Map<string, number>();
    for (let seed = 0; seed < seeds; seed++) {
      const name = draw(letters, 2, seed).join('');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    const expected = seeds / 10;
    const squares = [...counts.values()].map(count => (count - expected) ** 2 / expected);
    // χ² with 9 degrees of freedom is above 27.88 once in a thousand.
    expect(squares.reduce((a, b) => a + b, 0)).toBeLessThan(27.88);
  });
});
