/** Density of the standard normal distribution. */
function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * P(Z > x) for a standard normal Z; relative error below 1e-13 down to where it underflows (x ≈ 38).
 *
 * Near zero the series of Marsaglia, "Evaluating the Normal Distribution", J. Stat. Softw. 11(4), 2004; further out
 * Laplace's continued fraction (Abramowitz & Stegun 26.2.14), from the far end backwards.
 */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  if (x < 2) {
    let sum = x;
    let term = x;
    for (let i = 3; term > sum * 1e-17; i += 2) {
      term *= (x * x) / i;
      sum += term;
    }
    return 0.5 - sum * density(x);
  }
  let fraction = x;
  for (let i = 200; i > 0; i--) fraction = x + i / fraction;
  return density(x) / fraction;
}

/**
 * The x with P(Z > x) = q, for 1e-300 < q < 1.
 *
 * Newton's method on log P(Z > x). That function is concave, and P(Z > x) ≤ exp(−x²/2) / 2 puts the start to the right
 * of the root, so the iterates fall towards it and nothing has to guard them.
 */
export function normalUpperQuantile(q: number): number {
  if (q > 0.5) return -normalUpperQuantile(1 - q);
  let x = Math.sqrt(-2 * Math.log(2 * q));
  for (let i = 0; i < 100; i++) {
    const tail = normalTail(x);
    const step = (Math.log(tail / q) * tail) / density(x);
    x += step;
    if (Math.abs(step) <= 1e-15 * Math.max(1, x)) break;
  }
  return x;
}

/**
 * The t with P(T > t) = q for Student's t with this many degrees of freedom, which need not be whole: Abramowitz &
 * Stegun 26.7.5. Within 0.001 from 8 degrees and q ≥ 0.005 on.
 */
export function studentUpperQuantile(q: number, degrees: number): number {
  const z = normalUpperQuantile(q);
  const terms = [
    z,
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduceRight((sum, term) => sum / degrees + term, 0);
}
