import { FinetuneGateError } from '../errors.ts';
import type { Labels } from './scored.ts';

/** log-odds of a positive = intercept + slope × score; `slope` is positive, infinite values never occur. */
export interface LogisticFit {
  readonly intercept: number;
  readonly slope: number;
}

const MOST_STEPS = 100;

/**
 * Logistic regression of the label on one score, by maximum likelihood without a penalty: Newton's method (iteratively
 * reweighted least squares; McCullagh and Nelder, "Generalized Linear Models", 1989) on standardised scores, each step
 * halved until the likelihood rises. Needs both classes. O(n) a step.
 *
 * Where no positive scores below a negative there is no finite maximum; slope 1 through the middle of the gap stands in
 * for it.
 *
 * @throws FinetuneGateError THRESHOLD_UNDEFINED when all scores are equal or the slope is not positive
 */
export function fitLogistic(scores: Float64Array, labels: Labels): LogisticFit {
  const { positives, negatives } = ranges(scores, labels);
  if (positives.low === negatives.high && positives.high === negatives.low) {
    throw undefinedThreshold('all training pairs have the same similarity');
  }
  if (negatives.high <= positives.low) return { intercept: -(negatives.high + positives.low) / 2, slope: 1 };
  if (positives.high <= negatives.low) throw inverted();
  const { mean, deviation } = moments(scores);
  const x = scores.map(score => (score - mean) / deviation);
  const [a, b] = maximise(x, labels);
  if (!(b > 1e-9)) throw inverted();
  return { intercept: a - (b * mean) / deviation, slope: b / deviation };
}

function maximise(x: Float64Array, labels: Labels): [number, number] {
  let a = 0;
  let b = 0;
  let likelihood = logLikelihood(x, labels, a, b);
  for (let step = 0; step < MOST_STEPS; step++) {
    const [da, db] = newtonStep(x, labels, a, b);
    if (Math.abs(da) + Math.abs(db) <= 1e-13 * (1 + Math.abs(a) + Math.abs(b))) return [a, b];
    let size = 1;
    let next = logLikelihood(x, labels, a + da, b + db);
    while (!(next >= likelihood) && size > 1e-8) {
      size /= 2;
      next = logLikelihood(x, labels, a + size * da, b + size * db);
    }
    // No step raises the likelihood any more: what is left is rounding.
    if (!(next >= likelihood)) return [a, b];
    a += size * da;
    b += size * db;
    likelihood = next;
  }
  return [a, b];
}

/** Solves the two normal equations of one step. */
function newtonStep(x: Float64Array, labels: Labels, a: number, b: number): [number, number] {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const xi = x[i]!;
    const p = 1 / (1 + Math.exp(-(a + b * xi)));
    const residual = labels[i]! - p;
    const weight = p * (1 - p);
    g0 += residual;
    g1 += residual * xi;
    h00 += weight;
    h01 += weight * xi;
    h11 += weight * xi * xi;
  }
  const determinant = h00 * h11 - h01 * h01;
  return [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
}

function logLikelihood(x: Float64Array, labels: Labels, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const odds = a + b * x[i]!;
    const wrong = labels[i] === 1 ? -odds : odds;
    sum -= wrong > 0 ? wrong + Math.log1p(Math.exp(-wrong)) : Math.log1p(Math.exp(wrong));
  }
  return sum;
}

function moments(scores: Float64Array): { mean: number; deviation: number } {
  const mean = scores.reduce((sum, s) => sum + s, 0) / scores.length;
  const variance = scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / scores.length;
  return { mean, deviation: Math.sqrt(variance) };
}

function ranges(scores: Float64Array, labels: Labels) {
  const empty = () => ({ low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY });
  const found = { positives: empty(), negatives: empty() };
  scores.forEach((score, i) => {
    const range = labels[i] === 1 ? found.positives : found.negatives;
    range.low = Math.min(range.low, score);
    range.high = Math.max(range.high, score);
  });
  return found;
}

function inverted(): FinetuneGateError {
  return undefinedThreshold('positive training pairs do not score higher than negative ones');
}

function undefinedThreshold(reason: string): FinetuneGateError {
  return new FinetuneGateError('THRESHOLD_UNDEFINED', `The logistic threshold does not exist: ${reason}.`);
}
