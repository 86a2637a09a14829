/**
 * P(X = k) for X ~ Binomial(n, p), by the saddle-point expansion of Loader, "Fast and Accurate Computation of Binomial
 * Probabilities", 2000: nothing large is subtracted from anything large, so it keeps about 13 digits up to n = 1e6
 * and beyond.
 *
 * @param q 1 − p, for callers that know it more exactly
 */
export function binomialPmf(k: number, n: number, p: number, q = 1 - p): number {
  if (k < 0 || k > n) return 0;
  if (p <= 0) return k === 0 ? 1 : 0;
  if (q <= 0) return k === n ? 1 : 0;
  if (k === 0) return Math.exp(n * logOf(q, p));
  if (k === n) return Math.exp(n * logOf(p, q));
  const error = stirlingError(n) - stirlingError(k) - stirlingError(n - k);
  const deviance = devianceTerm(k, n * p) + devianceTerm(n - k, n * q);
  return Math.exp(error - deviance) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}

/** P(X ≤ k) for X ~ Binomial(n, p). The smaller tail is summed term by term, so it keeps its relative accuracy. */
export function binomialAtMost(k: number, n: number, p: number): number {
  return atMost(k, n, p, 1 - p);
}

/** P(X ≥ k) for X ~ Binomial(n, p): the failures are at most n − k. */
export function binomialAtLeast(k: number, n: number, p: number): number {
  return atMost(n - k, n, 1 - p, p);
}

function atMost(k: number, n: number, p: number, q: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return k < n * p ? sumDown(k, n, p, q) : Math.max(0, 1 - sumDown(n - k - 1, n, q, p));
}

/** P(X ≤ k) as P(X = k) + P(X = k − 1) + …; the terms fall because k is not above the mean. */
function sumDown(k: number, n: number, p: number, q: number): number {
  let term = binomialPmf(k, n, p, q);
  let sum = term;
  for (let i = k; i > 0 && term > sum * 1e-17; i--) {
    term *= (i / (n - i + 1)) * (q / p);
    sum += term;
  }
  return Math.min(1, sum);
}

/** log p where p = 1 − q, exact for p close to 1. */
function logOf(p: number, q: number): number {
  return q < 0.5 ? Math.log1p(-q) : Math.log(p);
}

/** log n! minus Stirling's approximation (n + ½) log n − n + ½ log 2π. */
function stirlingError(n: number): number {
  if (n < 16) {
    let factorial = 1;
    for (let i = 2; i <= n; i++) factorial *= i;
    return Math.log(factorial) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
  }
  const m = 1 / (n * n);
  return (1 / 12 - m * (1 / 360 - m * (1 / 1260 - m * (1 / 1680 - m * (1 / 1188 - (m * 691) / 360360))))) / n;
}

/** x log(x / mean) + mean − x; as a series where x is close to the mean and the plain form would cancel. */
function devianceTerm(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const v = difference / (x + mean);
  let power = 2 * x * v;
  let sum = difference * v;
  for (let j = 1; ; j++) {
    power *= v * v;
    const next = sum + power / (2 * j + 1);
    if (next === sum) return sum;
    sum = next;
  }
}
