import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { mcnemar } from '../../../src/evaluation/comparison.ts';
import { signFlip } from '../../../src/evaluation/sign-flip.ts';

/** All 2^n choices of signs, counted one by one. */
function enumerate(differences: readonly number[]): { better: number; worse: number } {
  const observed = differences.reduce((sum, one) => sum + one, 0);
  const sums = Array.from({ length: 2 ** differences.length }, (_, bits) =>
    differences.reduce((sum, one, i) => sum + (bits & (1 << i) ? one : -one), 0),
  );
  const share = (holds: (sum: number) => boolean) => sums.filter(holds).length / sums.length;
  return { better: share(sum => sum <= observed), worse: share(sum => sum >= observed) };
}

describe('signFlip', () => {
  it('agrees with trying every choice of signs', () => {
    const generator = xoroshiro128plus(3);
    for (let run = 0; run < 60; run++) {
      const differences = Array.from({ length: uniformInt(generator, 1, 13) }, () =>
        uniformInt(generator, -4, 3),
      );
      const ours = signFlip(Float64Array.from(differences));
      const all = enumerate(differences);
      expect(ours.better).toBeCloseTo(all.better, 13);
      expect(ours.worse).toBeCloseTo(all.worse, 13);
    }
  });

  it('is McNemar’s exact test, to the last bit, where no cluster counts for more than one pair', () => {
    for (const [b, c] of [
      [0, 0],
      [3, 12],
      [110, 160],
    ] as const) {
      const differences = [...new Array(b).fill(1), ...new Array(c).fill(-1), 0, 0];
      const test = mcnemar(b, c);
      const { better, worse } = signFlip(Float64Array.from(differences));
      expect([better, worse]).toEqual([test.oneSidedBetter, test.oneSidedWorse]);
    }
  });

  it('is McNemar’s test of clusters where all count for as many', () => {
    const threes = (b: number, c: number) =>
      Float64Array.from([...new Array(b).fill(3), ...new Array(c).fill(-3)]);
    expect(signFlip(threes(7, 31)).better).toBeCloseTo(mcnemar(7, 31).oneSidedBetter, 15);
  });

  it('turns around with its signs', () => {
    const differences = Float64Array.from(
      { length: 3000 },
      (_, i) => ((i * 7) % 11) - 5 + (i % 13 === 0 ? 1 : 0),
    );
    const forth = signFlip(differences);
    const back = signFlip(differences.map(one => -one));
    expect(forth.better).toBeCloseTo(back.worse, 12);
    // P(S ≤ s) + P(S ≥ s) counts s twice.
    expect(forth.better + forth.worse).toBeGreaterThan(1);
  });

  it('tends to the normal distribution: 100 000 clusters, two standard deviations off', () => {
    const sizes = Array.from({ length: 100_000 }, (_, i) => 1 + (i % 3));
    const deviation = Math.sqrt(sizes.reduce((sum, size) => sum + size ** 2, 0));
    let sum = 0;
    // Signs such that the sum is as near as can be to −2 standard deviations.
    const differences = sizes.map(size => {
      const sign = sum > -2 * deviation ? -1 : 1;
      sum += sign * size;
      return sign * size;
    });
    // Φ(−2), from tables.
    expect(signFlip(Float64Array.from(differences)).better).toBeCloseTo(0.02275, 3);
  });
});
