import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitPowerLaw, type Measured } from '../../src/sweep/learning-curve-fit.ts';
import { neededExamples } from '../../src/sweep/learning-curve-needed.ts';

/** Debian's own Python, for which its packages are. */
const PYTHON = '/usr/bin/python3';

/** For each case scipy's fit, with covariance and without, and the least squares of curves through the target. */
const SCRIPT = `
import json, sys
import numpy as np
from scipy.optimize import curve_fit, least_squares

out = []
for case in json.load(sys.stdin):
    n, y, s = (np.array(case[key], float) for key in ('examples', 'rates', 'deviations'))
    law = lambda x, floor, scale, exponent: floor + scale * x ** -exponent
    def fit(sigma):
        best = None
        for start in ([0.05, 1, 0.3], [0.1, 3, 0.8], [0.01, 0.5, 0.1]):
            found, _ = curve_fit(law, n, y, p0=start, sigma=sigma, absolute_sigma=True,
                                 bounds=([0, 0, 0.01], [1, 1e4, 3]), ftol=1e-14, xtol=1e-14, gtol=1e-14, max_nfev=20000)
            covariance = sigma if sigma.ndim == 2 else np.diag(sigma ** 2)
            left = y - law(n, *found)
            squares = float(left @ np.linalg.solve(covariance, left))
            if best is None or squares < best['squares']:
                best = dict(zip(('floor', 'scale', 'exponent'), map(float, found)), squares=squares)
        return best
    covariance = np.diag(s ** 2) + 0.5 * np.outer(s, s)
    half = np.linalg.cholesky(covariance)
    target = case['target']
    def through(examples):
        def left(p):
            floor, exponent = p
            return np.linalg.solve(half, y - floor - (target - floor) * (n / examples) ** -exponent)
        starts = ([0.9 * target, 0.3], [0.5 * target, 0.2], [0.1 * target, 0.1], [0.99 * target, 0.8])
        return min(2 * float(least_squares(left, start, bounds=([0, 0.01], [target, 3]), ftol=1e-14, xtol=1e-14,
                                           gtol=1e-14, x_scale=[0.1, 0.3]).cost) for start in starts)
    out.append({'plain': fit(s), 'shared': fit(covariance), 'through': [through(x) for x in case['at']]})
print(json.dumps(out))
`;

const hasScipy =
  existsSync(PYTHON) && spawnSync(PYTHON, ['-c', 'import scipy'], { timeout: 120_000 }).status === 0;

const SIZES = [100, 200, 400, 800, 1600, 3200];

/** A falling curve with noise that is written down: standard deviations off, by place. */
function measured(floor: number, scale: number, exponent: number, noise: readonly number[]): Measured {
  const curve = SIZES.map(size => floor + scale * size ** -exponent);
  const deviations = curve.map(rate => Math.sqrt((rate * (1 - rate)) / 10_000));
  return { examples: SIZES, rates: curve.map((rate, i) => rate + noise[i]! * deviations[i]!), deviations };
}

const CASES = [
  { ...measured(0.08, 0.9, 0.35, [0.3, -0.8, 0.5, 1.1, -0.6, 0.2]), target: 0.12 },
  { ...measured(0.1, 2, 0.6, [-1, 0.4, 0.9, -0.3, 0.1, -0.2]), target: 0.115 },
  { ...measured(0, 0.7, 0.2, [0.6, 0.1, -0.5, -0.9, 0.7, 0.3]), target: 0.11 },
  { ...measured(0.13, 1.5, 0.5, [0, 0.5, -0.5, 0.2, -0.1, 0.4]), target: 0.15 },
];

// FINETUNE_GATE_REQUIRE_TORCH=1 (set in CI, which installs scipy too) runs it whether it is there or not.
if (hasScipy || process.env.FINETUNE_GATE_REQUIRE_TORCH === '1') {
  describe('a learning curve beside scipy', () => {
    const ours = CASES.map(one => {
      const fit = fitPowerLaw(one);
      const needed = neededExamples(one, fit, one.target, 1);
      const ends = [needed.low, needed.high].filter(end => end !== undefined);
      return { plain: fitPowerLaw(one, 0), shared: fit, ends };
    });
    const input = CASES.map((one, i) => ({ ...one, at: ours[i]!.ends }));
    const made = spawnSync(PYTHON, ['-c', SCRIPT], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      timeout: 120_000,
    });
    const theirs = () => JSON.parse(made.stdout) as { plain: Fit; shared: Fit; through: number[] }[];
    type Fit = ReturnType<typeof fitPowerLaw>;

    it('finds the least squares that curve_fit finds', () => {
      expect(made.status, made.stderr).toBe(0);
      for (const [i, one] of theirs().entries()) {
        for (const kind of ['plain', 'shared'] as const) {
          const [a, b] = [ours[i]![kind], one[kind]];
          expect(a.squares, `${kind} ${i}`).toBeLessThanOrEqual(b.squares + 1e-6);
          expect(a.squares, `${kind} ${i}`).toBeGreaterThan(b.squares - 1e-4);
          for (const size of [...SIZES, 10_000]) {
            const at = ({ floor, scale, exponent }: Fit) => floor + scale * size ** -exponent;
            expect(at(a), `${kind} ${i} at ${size}`).toBeCloseTo(at(b), 5);
          }
        }
      }
    });

    it('ends its interval where the best curve through the target is refused', () => {
      const ends = theirs().flatMap(({ through }, i) => through.map(one => one - ours[i]!.shared.squares));
      expect(ends.length).toBeGreaterThan(5);
      // 95 % of a chi-squared distribution with one degree of freedom.
      for (const one of ends) expect(one).toBeCloseTo(3.841_458_8, 2);
    });
  });
} else {
  process.stdout.write('skipped, needs Debian’s python3-scipy: a learning curve beside scipy\n');
  describe.skip('a learning curve beside scipy (skipped: needs Debian’s python3-scipy)', () => {
    it('needs scipy', () => {});
  });
}
