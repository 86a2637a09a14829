/**
 * The regularised incomplete beta function I_x(a, b): the binomial distribution for numbers of trials that are not whole,
 * P(X ≥ k) = I_p(k, n − k + 1). The continued fraction of DLMF 8.17.22, by Lentz's method; 10 digits up to a million
 * trials.
 *
 * @param x in [0, 1]
 * @param a positive
 * @param b positive
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const scale = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return (Math.exp(scale) * fraction(x, a, b)) / a;
}

/** 1 / (1 + t₁ / (1 + t₂ / (1 + …))) */
function fraction(x: number, a: number, b: number): number {
  let c = Number.POSITIVE_INFINITY;
  let d = 1;
  let value = 1;
  for (let i = 1; i < 10_000; i++) {
    const t = term(i, x, a, b);
    d = 1 / (1 + t * d);
    c = 1 + t / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

function term(i: number, x: number, a: number, b: number): number {
  const m = i >> 1;
  const below = (a + i - 1) * (a + i);
  return i % 2 === 0 ? (m * (b - m) * x) / below : (-(a + m) * (a + b + m) * x) / below;
}

/** Stirling's series, after the recurrence has carried the argument beyond 16. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 16; z++) shift += Math.log(z);
  const m = 1 / (z * z);
  const series = (1 / 12 - m * (1 / 360 - m * (1 / 1260 - m * (1 / 1680 - m / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
