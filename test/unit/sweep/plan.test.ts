import { describe, expect, it } from 'vitest';
import { balance, sweepPoints } from '../../../src/sweep/plan.ts';

const defaults = { dimensions: 256, learningRate: 1e-4, seed: 42 };

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
    expect(points.every(({ learningRate, seed }) => learningRate === 1e-4 && seed === 42)).toBe(true);
    expect(new Set(points.map(({ id }) => id)).size).toBe(6);
  });

  it('takes all examples where neither the sweep nor the data says how many', () => {
    const [point] = sweepPoints({ seed: [7] }, defaults);
    expect(point).toEqual({ id: 'allx256@0.0001#7', dimensions: 256, learningRate: 1e-4, seed: 7 });
    expect(sweepPoints({}, { ...defaults, examples: 50 })[0]?.examples).toBe(50);
  });

  it('refuses a value listed twice', () => {
    expect(() => sweepPoints({ seed: [1, 1] }, defaults)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
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
