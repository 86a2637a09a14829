import { describe, expect, it } from 'vitest';
import { rungs, survivors } from '../../../src/sweep/halving.ts';

describe('rungs', () => {
  it('are those of Hyperband’s first bracket with R = 81 and η = 3', () => {
    // Li et al. 2018, table 1, s = 4: 81 at 1, 27 at 3, 9 at 9, 3 at 27, 1 at 81.
    expect(rungs({ trials: 81, least: 1, most: 81, eta: 3 })).toEqual([
      { trials: 81, resource: 1 },
      { trials: 27, resource: 3 },
      { trials: 9, resource: 9 },
      { trials: 3, resource: 27 },
      { trials: 1, resource: 81 },
    ]);
  });

  it('begin with more of the resource where there are too few trials to halve so often', () => {
    // The third and fourth brackets of that table.
    expect(rungs({ trials: 9, least: 1, most: 81, eta: 3 })).toEqual([
      { trials: 9, resource: 9 },
      { trials: 3, resource: 27 },
      { trials: 1, resource: 81 },
    ]);
    expect(rungs({ trials: 6, least: 1, most: 81, eta: 3 })).toEqual([
      { trials: 6, resource: 27 },
      { trials: 2, resource: 81 },
    ]);
  });

  it('never go below the least nor end with anything but the most', () => {
    for (const eta of [1.5, 2, 3, 4.5])
      for (const trials of [1, 2, 7, 100])
        for (const [least, most] of [
          [1, 8],
          [100, 6400],
          [5, 5],
        ] as const) {
          const found = rungs({ trials, least, most, eta });
          expect(found[0]).toMatchObject({ trials });
          expect(found.at(-1)!.resource).toBe(most);
          for (const [i, rung] of found.entries()) {
            expect(rung.resource).toBeGreaterThanOrEqual(least);
            expect(Number.isInteger(rung.resource) && rung.trials >= 1).toBe(true);
            // A trial has its settings and its resource for a name: no rung may train the same ones again.
            if (i > 0) expect(rung.resource).toBeGreaterThan(found[i - 1]!.resource);
          }
        }
  });

  it('cost no rung more than the others, but for rounding', () => {
    const spent = rungs({ trials: 64, least: 1, most: 64, eta: 2 }).map(
      ({ trials, resource }) => trials * resource,
    );
    expect(new Set(spent)).toEqual(new Set([64]));
  });
});

describe('survivors', () => {
  it('are the best, in their own order, and of equal ones the earlier', () => {
    const scores: Record<string, number> = { a: 1, b: 3, c: 2, d: 3, e: 3 };
    const best = (count: number) => survivors(Object.keys(scores), count, name => scores[name]!);
    expect(best(2)).toEqual(['b', 'd']);
    expect(best(4)).toEqual(['b', 'c', 'd', 'e']);
    expect(best(9)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
