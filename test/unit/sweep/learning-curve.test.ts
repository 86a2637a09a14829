import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { wilson } from '../../../src/evaluation/intervals.ts';
import { type CurvePoint, learningCurves } from '../../../src/sweep/learning-curve.ts';

const SIZES = [100, 200, 400, 800, 1600, 3200];

interface Law {
  readonly floor: number;
  readonly scale: number;
  readonly exponent: number;
}

const LAW: Law = { floor: 0.08, scale: 0.9, exponent: 0.35 };

const rateOf = ({ floor, scale, exponent }: Law, examples: number) => floor + scale * examples ** -exponent;
const truthOf = ({ floor, scale, exponent }: Law, target: number) =>
  (scale / (target - floor)) ** (1 / exponent);

function point(examples: number, errorRate: number, n = 10_000, seed = 1): CurvePoint {
  const { low, high } = wilson(Math.round(errorRate * n), n, 0.95);
  return {
    base: 'base',
    series: '256 dimensions',
    examples,
    n,
    errorRate,
    interval: { low, high, level: 0.95 },
    seed,
  };
}

const exactly = (law: Law, sizes = SIZES, n?: number) =>
  sizes.map(examples => point(examples, rateOf(law, examples), n));

const only = (points: readonly CurvePoint[], target: number) => {
  const [curve, ...rest] = learningCurves(points, target);
  expect(rest).toEqual([]);
  return curve!;
};

/** Normal numbers by Box and Muller. */
function normals(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  const uniform = () => ((generator.next() >>> 0) + 0.5) * 2 ** -32;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe('a fit', () => {
  it.each([
    LAW,
    { floor: 0, scale: 0.6, exponent: 0.2 },
    { floor: 0.13, scale: 2, exponent: 0.8 },
    { floor: 0.02, scale: 0.4, exponent: 0.1 },
  ])('finds the parameters of a curve without noise: %o', law => {
    const { fit } = only(exactly(law), 0.5);
    expect(fit!.floor).toBeCloseTo(law.floor, 5);
    expect(fit!.exponent / law.exponent).toBeCloseTo(1, 4);
    for (const size of SIZES) expect(rateOf(fit!, size)).toBeCloseTo(rateOf(law, size), 6);
  });

  it('keeps to a floor of at least 0', () => {
    // Falls faster than any power law that ends at 0 or above.
    const points = SIZES.map((examples, i) => point(examples, 0.4 - 0.075 * i));
    const { fit } = only(points, 0.2);
    expect(fit!.floor).toBe(0);
    expect(fit!.exponent).toBeGreaterThan(0);
  });

  it('lets every seed of a size count', () => {
    const drawn = normals(5);
    const noisy = (seed: number) =>
      SIZES.map(size => point(size, rateOf(LAW, size) + 0.003 * drawn(), 10_000, seed));
    const seeds = [1, 2, 3, 4, 5, 6].flatMap(noisy);
    const all = only(seeds, 0.15).needed!;
    const one = only(
      seeds.filter(({ seed }) => seed === 1),
      0.15,
    ).needed!;
    expect(all.high! - all.low).toBeLessThan(one.high! - one.low);
    expect(only(seeds, 0.15).points.map(({ examples, seed }) => [examples, seed])).toEqual(
      SIZES.flatMap(size => [1, 2, 3, 4, 5, 6].map(seed => [size, seed])),
    );
  });

  it('does not depend on the order of the points, and keeps that of the lines', () => {
    const other = exactly({ ...LAW, scale: 1 }).map(one => ({ ...one, series: '64 dimensions' }));
    const away = exactly(LAW).map(one => ({ ...one, base: 'another' }));
    const points = [...other, ...exactly(LAW), ...away];
    const curves = learningCurves(points, 0.12);
    expect(curves.map(({ base, series }) => [base, series])).toEqual([
      ['base', '64 dimensions'],
      ['base', '256 dimensions'],
      ['another', '256 dimensions'],
    ]);
    const turned = learningCurves(points.toReversed(), 0.12).toReversed();
    expect(turned).toEqual(curves);
  });

  it('passes over what is no rate', () => {
    const [whole, broken] = [
      only(exactly(LAW), 0.12),
      only([...exactly(LAW), point(50, Number.NaN)], 0.12),
    ] as const;
    expect(broken.needed).toEqual(whole.needed);
    expect(broken.points).toHaveLength(whole.points.length + 1);
    expect(only([point(100, Number.NaN)], 0.12).needed).toBeUndefined();
  });

  it('has nothing to say of nothing', () => {
    expect(learningCurves([], 0.1)).toEqual([]);
  });
});

describe('the answer', () => {
  it('is the number of examples at which the curve meets the target', () => {
    const { needed, sentence } = only(exactly(LAW), 0.12);
    const truth = truthOf(LAW, 0.12);
    expect(truth).toBeGreaterThan(3200);
    expect(needed!.examples / truth).toBeCloseTo(1, 2);
    expect(needed!.low).toBeLessThan(truth);
    expect(sentence).toMatch(
      /^An error rate of 12 % needs about 7,300 examples \(95 % interval.*\): 4,100 more than the 3,200 of the largest trial\.$/,
    );
  });

  it('says how many have met it already', () => {
    const { needed, sentence } = only(exactly(LAW), 0.15);
    const truth = truthOf(LAW, 0.15);
    expect(truth).toBeLessThan(3200);
    expect(needed!.low).toBeLessThan(truth);
    expect(needed!.high).toBeGreaterThan(truth);
    expect(sentence).toMatch(
      /^An error rate of 15 % is met with about 1,500 examples \(95 % interval [\d,]+ to [\d,]+\); the largest trial has 3,200\.$/,
    );
  });

  it('is never fewer than were tried', () => {
    const { needed, sentence } = only(exactly(LAW), 0.4);
    expect(needed!.examples).toBe(100);
    expect(sentence).toMatch(/is met with the fewest examples tried, 100, by the curve\.$/);
  });

  it('is narrower with more test pairs, and wider where these share texts', () => {
    const width = (points: readonly CurvePoint[]) => {
      const { low, high } = only(points, 0.15).needed!;
      return high! - low;
    };
    const few = width(exactly(LAW, SIZES, 5000));
    const clustered = exactly(LAW, SIZES, 5000).map(one => ({
      ...one,
      interval: {
        ...one.interval,
        low: one.errorRate - 2 * (one.errorRate - one.interval.low),
        high: one.errorRate + 2 * (one.interval.high - one.errorRate),
      },
    }));
    expect(width(exactly(LAW, SIZES, 50_000))).toBeLessThan(few / 2);
    expect(width(clustered)).toBeGreaterThan(1.8 * few);
  });

  it('has no upper end where the floor may be above the target', () => {
    const { needed, sentence } = only(exactly(LAW, SIZES, 500), 0.12);
    expect(needed!.high).toBeNull();
    expect(JSON.parse(JSON.stringify(needed))).toEqual(needed);
    expect(sentence).toContain('no upper end that can be told');
  });

  it('cannot be given for fewer than four sizes, whatever the seeds', () => {
    const points = [1, 2, 3].flatMap(seed =>
      [100, 200, 400].map(size => point(size, rateOf(LAW, size), 10_000, seed)),
    );
    const { fit, needed, sentence } = only(points, 0.12);
    expect([fit, needed]).toEqual([undefined, undefined]);
    expect(sentence).toMatch(/cannot be told from 3 different sizes: a curve takes at least 4\.$/);
    expect(only(points, 0.2).sentence).toMatch(/; with 400 it was met\.$/);
    expect(only([point(100, 0.3)], 0.2).sentence).toContain('from 1 size:');
  });

  it.each([
    ['rises', SIZES.map((size, i) => point(size, 0.2 + 0.01 * i))],
    ['stays', SIZES.map(size => point(size, 0.2))],
    ['falls by less than chance', SIZES.map((size, i) => point(size, 0.2 - 0.004 * i, 400))],
    ['is never wrong', SIZES.map(size => point(size, 0))],
  ])('cannot be given for a curve that %s', (_, points) => {
    const { fit, needed, sentence } = only(points, 0.1);
    expect([fit, needed]).toEqual([undefined, undefined]);
    expect(sentence).toContain('does not fall by more than chance');
  });

  it('says that a floor is above the target, and whether that is certain', () => {
    const law = { floor: 0.13, scale: 2, exponent: 0.6 };
    const sure = only(exactly(law, SIZES, 100_000), 0.1);
    expect(sure.needed).toBeUndefined();
    expect(sure.fit!.floor).toBeCloseTo(0.13, 5);
    expect(sure.sentence).toBe(
      'More examples alone are not expected to give an error rate of 10 %: the curve levels off at 13.0 %.',
    );
    const unsure = only(exactly(law, SIZES, 1000), 0.12);
    expect(unsure.needed).toBeUndefined();
    expect(unsure.sentence).toMatch(
      /^Whether more examples give an error rate of 12 % cannot be told: the curve levels off at 13\.0 %, but within its uncertainty it may be met from about [\d,]+ on\.$/,
    );
  });

  it('cannot be given far beyond the largest size', () => {
    const law = { floor: 0, scale: 0.6, exponent: 0.15 };
    const near = truthOf(law, 0.12);
    expect(near).toBeGreaterThan(3200);
    expect(only(exactly(law, SIZES, 1e6), 0.12).needed!.examples / near).toBeCloseTo(1, 1);
    expect(truthOf(law, 0.08)).toBeGreaterThan(30 * 3200);
    const { fit, needed, sentence } = only(exactly(law, SIZES, 1e6), 0.08);
    expect(fit).toBeDefined();
    expect(needed).toBeUndefined();
    expect(sentence).toMatch(/more than 30 times the 3,200 of the largest trial/);
  });
});

describe('the interval', () => {
  const ROUNDS = 200;

  /** Normal quantile by halving, of the logistic approximation good to 1e-4 (Bowling et al., J. Ind. Eng. Manag. 2, 2009). */
  const quantile = (p: number) => {
    let [low, high] = [-6, 6];
    for (let i = 0; i < 40; i++) {
      const middle = (low + high) / 2;
      if (1 / (1 + Math.exp(-1.5976 * middle - 0.070_56 * middle ** 3)) < p) low = middle;
      else high = middle;
    }
    return low;
  };

  it.each([
    { name: 'pairs of their own for each size', target: 0.15, n: 10_000, scatter: 0 },
    { name: 'an extrapolation', target: 0.12, n: 10_000, scatter: 0 },
    { name: 'few pairs', target: 0.15, n: 1000, scatter: 0 },
    { name: 'more scatter than pairs explain', target: 0.15, n: 10_000, scatter: 0.03 },
  ])('holds the truth in 95 of 100 sweeps, or more: $name', ({ target, n, scatter }) => {
    const drawn = normals(17);
    const truth = truthOf(LAW, target);
    let [told, held] = [0, 0];
    for (let round = 0; round < ROUNDS; round++) {
      const points = SIZES.map(size => {
        const p = rateOf(LAW, size) * Math.exp(scatter * drawn());
        return point(size, Math.round(n * p + Math.sqrt(n * p * (1 - p)) * drawn()) / n, n);
      });
      const { needed } = only(points, target);
      if (!needed) continue;
      told++;
      if (needed.low <= truth && truth <= (needed.high ?? Number.POSITIVE_INFINITY)) held++;
    }
    expect(told).toBeGreaterThan(0.9 * ROUNDS);
    // Three standard deviations of the simulation below 95 %.
    expect(held / told).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / told));
  });

  it('holds it where all sizes are tested on the same pairs, some harder than others', () => {
    const [n, rounds] = [2000, 60];
    const drawn = normals(23);
    const [target, share] = [0.16, 0.6];
    let held = 0;
    for (let round = 0; round < rounds; round++) {
      const hard = Float64Array.from({ length: n }, drawn);
      const points = SIZES.map(size => {
        const cut = quantile(rateOf(LAW, size));
        const wrong = hard.filter(
          one => Math.sqrt(share) * one + Math.sqrt(1 - share) * drawn() < cut,
        ).length;
        return point(size, wrong / n, n);
      });
      const { low, high } = only(points, target).needed ?? { low: 0, high: null };
      const truth = truthOf(LAW, target);
      if (low <= truth && truth <= (high ?? Number.POSITIVE_INFINITY)) held++;
    }
    expect(held / rounds).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / rounds));
  });
});
