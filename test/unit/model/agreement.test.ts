import { describe, expect, it } from 'vitest';
import { meanCosine, samplePositions } from '../../../src/model/agreement.ts';

describe('meanCosine', () => {
  it('is the mean over rows, whatever their length', () => {
    const a = Float32Array.of(3, 4, 1, 0);
    expect(meanCosine(a, Float32Array.of(30, 40, 0, 2), 2)).toBeCloseTo(0.5, 12);
    expect(meanCosine(a, Float32Array.of(4, 3, 5, 0), 2)).toBeCloseTo((24 / 25 + 1) / 2, 12);
  });

  it('takes two zero rows for equal, and one alone for different', () => {
    const a = Float32Array.of(0, 0, 1, 1);
    expect(meanCosine(a, a, 2)).toBeCloseTo(1, 12);
    expect(meanCosine(a, Float32Array.of(1, 0, 1, 1), 2)).toBeCloseTo(0.5, 12);
  });
});

describe('samplePositions', () => {
  it('is everything where there is little, else 256 spread evenly', () => {
    expect(samplePositions(0)).toEqual([]);
    expect(samplePositions(3)).toEqual([0, 1, 2]);
    const many = samplePositions(10_000);
    expect(many).toHaveLength(256);
    const steps = many.slice(1).map((at, i) => at - many[i]!);
    expect(many[0]).toBe(0);
    expect(Math.min(...steps)).toBe(39);
    expect(Math.max(...steps)).toBe(40);
    expect(10_000 - many.at(-1)!).toBeLessThanOrEqual(40);
  });
});
