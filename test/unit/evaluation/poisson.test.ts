import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { Poisson } from '../../../src/evaluation/poisson.ts';

const DRAWS = 200_000;

/** e^−m m^k / k!, by its logarithm. */
function pmf(k: number, mean: number): number {
  let log = k * Math.log(mean) - mean;
  for (let i = 2; i <= k; i++) log -= Math.log(i);
  return Math.exp(log);
}

describe('Poisson', () => {
  it.each([0.3, 1, 7, 250, 40_000])('has mean and variance %d', mean => {
    const generator = xoroshiro128plus(1);
    const poisson = new Poisson(mean);
    const draws = Array.from({ length: DRAWS }, () => poisson.draw(generator));
    const average = draws.reduce((sum, one) => sum + one, 0) / DRAWS;
    const variance = draws.reduce((sum, one) => sum + (one - average) ** 2, 0) / DRAWS;
    // Five standard errors.
    expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(mean / DRAWS));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(5 * Math.sqrt((2 + 1 / mean) / DRAWS));
  });

  it.each([1, 7])('draws each number as often as it should, mean %d', mean => {
    const generator = xoroshiro128plus(2);
    const poisson = new Poisson(mean);
    const counts = new Map<number, number>();
    for (let i = 0; i < DRAWS; i++) {
      const k = poisson.draw(generator);
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    for (let k = 0; k < 12; k++) {
      const p = pmf(k, mean);
      const standardError = Math.sqrt((p * (1 - p)) / DRAWS);
      expect(Math.abs((counts.get(k) ?? 0) / DRAWS - p)).toBeLessThan(5 * standardError + 1e-5);
    }
  });
});
