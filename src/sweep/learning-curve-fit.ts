/** How an error rate falls with examples: `floor + scale * examples ** -exponent`. */
export interface PowerLaw {
  /** What it falls to without end, at least 0. */
  readonly floor: number;
  readonly scale: number;
  readonly exponent: number;
}

/** Error rates after training, one element a trial; all of the same test pairs. */
export interface Measured {
  readonly examples: readonly number[];
  readonly rates: readonly number[];
  /** Standard deviation of each rate. */
  readonly deviations: readonly number[];
}

/** The least sum of squares there is, and where. */
export interface Minimum {
  readonly squares: number;
  readonly exponent: number;
}

/** Exponents that are tried: what is flatter or steeper looks like a constant over any sizes that a sweep has. */
const EXPONENTS = { low: 0.01, high: 3, steps: 60 } as const;

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * A curve's error rates share their test pairs, so beside the noise of each there is one that moves them all: half of a
 * rate's variance, as of two models whose mistakes correlate by a half.
 */
const SHARED = 0.5;

/** Inner product of two vectors over the points, by the inverse of the rates' covariance. */
export type Product = (a: readonly number[], b: readonly number[]) => number;

/**
 * By the inverse of diag(σ²) + shared · σσᵀ (Sherman and Morrison, Ann. Math. Stat. 21:124-127, 1950).
 *
 * @param shared part of the variance that moves all rates together; 0 is ordinary weighted least squares
 */
export function productOf(deviations: readonly number[], shared = SHARED): Product {
  const common = shared / (1 + shared * deviations.length);
  return (a, b) => {
    let [both, left, right] = [0, 0, 0];
    for (const [i, deviation] of deviations.entries()) {
      const [x, y] = [a[i]! / deviation, b[i]! / deviation];
      both += x * y;
      left += x;
      right += y;
    }
    return both - common * left * right;
  };
}

/**
 * The power law of least squares with a floor of at least 0 that does not rise: for an exponent both other parameters
 * follow from linear equations, so only the exponent is searched for (variable projection: Golub and Pereyra, SIAM J.
 * Numer. Anal. 10:413-432, 1973). The law itself: Cortes et al., "Learning Curves: Asymptotic Values and Rate of
 * Convergence", NIPS 1993; Hestness et al., "Deep Learning Scaling is Predictable, Empirically", 2017.
 */
export function fitPowerLaw(
  { examples, rates, deviations }: Measured,
  shared?: number,
): PowerLaw & { readonly squares: number } {
  const product = productOf(deviations, shared);
  const unit = Math.max(...examples);
  const at = (exponent: number) => linear(basis(examples, unit, exponent), rates, product);
  const { exponent, squares } = least(exponent => at(exponent).squares);
  const { floor, scale } = at(exponent);
  return { floor, scale: scale * unit ** exponent, exponent, squares };
}

/** What is left of the squares by the best constant. */
export function squaresOfConstant({ rates, deviations }: Measured): number {
  const product = productOf(deviations);
  const ones = rates.map(() => 1);
  const mean = product(ones, rates) / product(ones, ones);
  const left = rates.map(rate => rate - mean);
  return product(left, left);
}

/** `(examples / unit) ** -exponent`; in units of some size, so that numbers stay near 1. */
export const basis = (examples: readonly number[], unit: number, exponent: number): number[] =>
  examples.map(size => (size / unit) ** -exponent);

/** Floor and scale of least squares, neither below 0. */
function linear(x: readonly number[], y: readonly number[], product: Product) {
  const ones = x.map(() => 1);
  const [oo, ox, xx] = [product(ones, ones), product(ones, x), product(x, x)];
  const [oy, xy] = [product(ones, y), product(x, y)];
  const determinant = oo * xx - ox * ox;
  const inside = {
    floor: (xx * oy - ox * xy) / determinant,
    scale: (oo * xy - ox * oy) / determinant,
  };
  // The squares are convex, so that what leaves the quadrant has its least on one of its edges.
  const edges = [
    { floor: 0, scale: Math.max(0, xy / xx) },
    { floor: Math.max(0, oy / oo), scale: 0 },
  ];
  const candidates = inside.floor >= 0 && inside.scale >= 0 ? [inside] : edges;
  return candidates
    .map(({ floor, scale }) => {
      const left = y.map((rate, i) => rate - floor - scale * x[i]!);
      return { floor, scale, squares: product(left, left) };
    })
    .reduce((a, b) => (b.squares < a.squares ? b : a));
}

/** The exponent with the least squares: the best of a grid, then golden sections around it. */
export function least(squares: (exponent: number) => number): Minimum {
  const { low, high, steps } = EXPONENTS;
  const exponentAt = (step: number) => low * (high / low) ** (Math.min(Math.max(step, 0), steps) / steps);
  const grid = Array.from({ length: steps + 1 }, (_, step) => squares(exponentAt(step)));
  const best = grid.reduce((least, value, step) => (value < grid[least]! ? step : least), 0);
  let [from, to] = [best - 1, best + 1];
  for (let i = 0; i < 32; i++) {
    const [left, right] = [to - GOLDEN * (to - from), from + GOLDEN * (to - from)];
    if (squares(exponentAt(left)) <= squares(exponentAt(right))) to = right;
    else from = left;
  }
  const exponent = exponentAt((from + to) / 2);
  return { exponent, squares: squares(exponent) };
}
