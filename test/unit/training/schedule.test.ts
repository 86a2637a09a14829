import { describe, expect, it } from 'vitest';
import { warmupLinear, warmupSteps } from '../../../src/training/schedule.ts';

describe('warmupLinear', () => {
  it('rises from 0 and falls to 0', () => {
    const factors = Array.from({ length: 11 }, (_, step) => warmupLinear(step, 10, 4));
    expect(factors).toEqual([0, 0.25, 0.5, 0.75, 1, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0]);
  });

  it('starts at the full rate without warm-up', () => {
    expect(warmupLinear(0, 4, 0)).toBe(1);
    expect(warmupLinear(3, 4, 0)).toBe(0.25);
  });

  it('only rises when the run ends within the warm-up', () => {
    expect([0, 1, 2].map(step => warmupLinear(step, 3, 10))).toEqual([0, 0.1, 0.2]);
    expect(warmupLinear(0, 1, 1)).toBe(0);
  });
});

describe('warmupSteps', () => {
  it('is 500, but at most a tenth of the run', () => {
    expect(warmupSteps(100_000)).toBe(500);
    expect(warmupSteps(1_234)).toBe(123);
    expect(warmupSteps(9)).toBe(0);
  });

  it('is what was asked for', () => {
    expect(warmupSteps(100, 80)).toBe(80);
    expect(warmupSteps(10_000, 0)).toBe(0);
  });
});
