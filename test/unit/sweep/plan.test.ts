import { describe, expect, it } from 'vitest';
import type { SweepOptions } from '../../../src/sweep/options.ts';
import { balance, plannedPoints, type SweepDefaults, sweepPoints } from '../../../src/sweep/plan.ts';

const defaults: SweepDefaults = {
  base: 'models/tiny',
  dimensions: 256,
  learningRate: 1e-4,
  loss: 'online-contrastive',
  tune: 'head',
  seed: 42,
  epochs: 8,
};

describe('sweepPoints', () => {
  it('is every combination, with the defaults for what is not listed', () => {
    const points = sweepPoints({ examples: [100, 200], dimensions: [64, 128, 256] }, defaults);
    expect(points.map(({ examples, dimensions }) => [examples, dimensions])).toEqual([
      [100, 64],
      [100, 128],
      [100, 256],
      [200, 64],
      [200, 128],
      [200, 256],
    ]);
    for (const { id: _, examples: __, ...point } of points)
      expect(point).toEqual({ ...defaults, dimensions: point.dimensions });
  });

  it('takes all examples where neither the sweep nor the data says how many, and no head where none is asked for', () => {
    const { dimensions: _, ...rest } = defaults;
    const [point] = sweepPoints({ seed: [7], tune: ['all'] }, rest);
    expect(point).toEqual({
      ...rest,
      id: 'models/tiny:allxbase@0.0001#7:online-contrastive:all:8',
      seed: 7,
      tune: 'all',
    });
    expect(sweepPoints({}, { ...defaults, examples: 50 })[0]?.examples).toBe(50);
  });

  it('names each point by its settings alone, whatever they are', () => {
    const wide = {
      base: ['a:1', { base: 'a', max_length: 9 }, 'owner/name@main'],
      examples: [10, 20],
      dimensions: [8, 16],
      learning_rate: [0.1, 1e-7],
      loss: ['cosent', 'contrastive'],
      tune: ['head', 'all', { last: 1 }, { last: 11 }, { lora: 1 }],
      seed: [1, 11],
    } satisfies Parameters<typeof sweepPoints>[0];
    const points = sweepPoints(wide, defaults);
    expect(points).toHaveLength(3 * 2 * 2 * 2 * 2 * 5 * 2);
    expect(new Set(points.map(({ id }) => id)).size).toBe(points.length);
    const [seed] = [...wide.seed].reverse();
    const alone = sweepPoints({ ...wide, seed: [seed!] }, { ...defaults, seed: 3 });
    expect(alone.every(({ id }) => points.some(point => point.id === id))).toBe(true);
    expect(points[0]!.base).toBe('a:1');
    expect(points.at(-1)!.base).toBe('owner/name@main');
  });

  it.each([
    { seed: [1, 1] },
    { tune: [{ lora: 8 }, { lora: 8 }] },
    { base: ['a', { base: 'a', max_length: 8 }] },
  ])('refuses a value listed twice: %j', listed => {
    expect(() => sweepPoints(listed as Parameters<typeof sweepPoints>[0], defaults)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });
});

describe('plannedPoints', () => {
  const options: SweepOptions = {
    strategy: 'grid',
    resource: 'epochs',
    eta: 3,
    maximize: 'accuracy',
    examples: [100, 200, 400],
    dimensions: [8, 16, 32, 64],
  };
  const ids = (changed: Partial<SweepOptions>, seed = 1) =>
    plannedPoints({ ...options, ...changed }, defaults, seed).map(({ id }) => id);

  it('is the whole grid, whatever `trials` says', () => {
    expect(ids({})).toHaveLength(12);
    expect(ids({ trials: 3 })).toEqual(ids({}));
  });

  it('is a draw of it for random and halving, in the order of the grid', () => {
    const all = ids({});
    for (const strategy of ['random', 'halving'] as const) {
      const drawn = ids({ strategy, trials: 5 });
      expect(drawn).toHaveLength(5);
      expect(all.filter(id => drawn.includes(id))).toEqual(drawn);
      expect(ids({ strategy, trials: 5 })).toEqual(drawn);
      expect(ids({ strategy, trials: 99 })).toEqual(all);
    }
    expect(ids({ strategy: 'random', trials: 5 }, 2)).not.toEqual(ids({ strategy: 'random', trials: 5 }));
  });

  it('is refused where it is more than anyone would wait for, before it is made', () => {
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 2);
    const tooMany = expect.objectContaining({ code: 'CONFIG_INVALID' });
    const wide = { examples: numbers(100), dimensions: numbers(101) };
    expect(() => ids(wide)).toThrow(tooMany);
    expect(() => ids({ ...wide, strategy: 'halving' })).toThrow(tooMany);
    expect(ids({ ...wide, strategy: 'random', trials: 10_000 })).toHaveLength(10_000);
    // More points than there is memory for.
    const huge = { examples: numbers(10_000), dimensions: numbers(10_000), seed: numbers(10_000) };
    expect(() => ids({ ...huge, strategy: 'random', trials: 5 })).toThrow(tooMany);
  });

  it('leaves the examples to the rungs where halving gives these', () => {
    const points = plannedPoints({ ...options, strategy: 'halving', resource: 'examples' }, defaults, 1);
    expect(points.map(({ dimensions }) => dimensions)).toEqual([8, 16, 32, 64]);
  });
});

describe('balance', () => {
  it('keeps every item once and no worker a third above an even share', () => {
    const weights = Array.from({ length: 23 }, (_, i) => 1 + ((i * 7919) % 100));
    const parts = balance(weights, 4, weight => weight);
    expect(parts.flat().toSorted((a, b) => a - b)).toEqual(weights.toSorted((a, b) => a - b));
    const loads = parts.map(part => part.reduce((a, b) => a + b, 0));
    const even = weights.reduce((a, b) => a + b, 0) / 4;
    // Graham's bound for the longest first: 4/3 − 1/(3 · parts).
    expect(Math.max(...loads)).toBeLessThanOrEqual(even * (4 / 3));
  });

  it('leaves out workers that would have nothing to do', () => {
    expect(balance(['a'], 3, () => 1)).toEqual([['a']]);
  });
});
