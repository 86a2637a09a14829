import type { Interval } from '../evaluation/types.ts';
import { fitPowerLaw, type Measured, type PowerLaw, squaresOfConstant } from './learning-curve-fit.ts';
import { CHI_SQUARED_OF_TWO, neededExamples, REACH } from './learning-curve-needed.ts';
import {
  type Asked,
  fewWords,
  flatWords,
  floorWords,
  neededWords,
  reachWords,
} from './learning-curve-words.ts';

/** Different sizes that a curve of three parameters needs. */
export const SIZES = 4;

/** A trained and tested trial, as a learning curve needs it. */
export interface CurvePoint {
  readonly base: string;
  /** The line of the figure that it belongs to: e.g. `256 dimensions`. */
  readonly series: string;
  /** At least 1. */
  readonly examples: number;
  /** Test pairs; the same for all points. */
  readonly n: number;
  readonly errorRate: number;
  /** 95 %, of the error rate. */
  readonly interval: Interval;
  readonly seed: number;
}

/** How the error rate of a base model's series falls with examples. */
export interface CurveFit {
  readonly series: string;
  readonly base: string;
  /** What it was fitted to, by examples and seed. */
  readonly points: readonly Pick<CurvePoint, 'examples' | 'errorRate' | 'interval' | 'seed'>[];
  /** `floor + scale * examples ** -exponent`; absent where no falling curve can be told. */
  readonly fit?: PowerLaw;
  /** Examples at which the target is met, with a 95 % interval; `high` is null where the interval has no end that can be told. */
  readonly needed?: { readonly examples: number; readonly low: number; readonly high: number | null };
  /** The answer, or why there is none: one sentence. */
  readonly sentence: string;
}

/**
 * A curve for each base model and series, in the order in which they come, and what it says of the examples that an error
 * rate needs. Several trials of a size, as of several seeds, all count.
 *
 * @param target an error rate, e.g. 0.1 for an accuracy of 90 %
 */
export function learningCurves(points: readonly CurvePoint[], target: number): CurveFit[] {
  const lines = new Map<string, CurvePoint[]>();
  for (const point of points) {
    const key = JSON.stringify([point.base, point.series]);
    lines.set(key, [...(lines.get(key) ?? []), point]);
  }
  return [...lines.values()].map(line => {
    const sorted = line.toSorted((a, b) => a.examples - b.examples || a.seed - b.seed);
    const [{ base, series }] = sorted as [CurvePoint];
    const kept = sorted.map(({ examples, errorRate, interval, seed }) => ({
      ...{ examples, errorRate, interval, seed },
    }));
    return { base, series, points: kept, ...answer(sorted, target) };
  });
}

function answer(all: readonly CurvePoint[], target: number): Pick<CurveFit, 'fit' | 'needed' | 'sentence'> {
  const points = all.filter(({ examples, errorRate }) => examples >= 1 && Number.isFinite(errorRate));
  const sizes = [...new Set(points.map(({ examples }) => examples))];
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  const met = sizes.find(size => meanOf(points.filter(({ examples }) => examples === size)) <= target);
  const asked: Asked = { target, largest, ...(met !== undefined && { met }) };
  if (sizes.length < SIZES) return { sentence: fewWords(asked, sizes.length, SIZES) };
  const { measured, squares, ...law } = weighted(points);
  const dispersion = Math.max(1, squares / Math.max(1, points.length - 3));
  const falls = squaresOfConstant(measured) - squares > CHI_SQUARED_OF_TWO * dispersion;
  if (!falls || law.scale === 0) return { sentence: flatWords(asked) };
  const { examples, low, high } = neededExamples(measured, { ...law, squares }, target, dispersion);
  const atLeast = low !== undefined && low > largest ? low : undefined;
  if (examples === undefined) return { fit: law, sentence: floorWords(asked, law.floor, low) };
  if (examples > REACH * largest) return { fit: law, sentence: reachWords(asked, REACH, atLeast) };
  // What lies below the sizes that were tried is not told: the smallest of them will do.
  const told = Math.max(Math.ceil(examples), smallest);
  const bounds = {
    low: Math.min(Math.floor(low ?? 1), told),
    high: high === undefined ? null : Math.max(Math.ceil(high), told),
  };
  const needed = { examples: told, ...bounds };
  return { fit: law, needed, sentence: neededWords(asked, needed, smallest) };
}

const meanOf = (points: readonly CurvePoint[]): number =>
  points.reduce((sum, { errorRate }) => sum + errorRate, 0) / points.length;

/** The fit by binomial variances, which are those of the rates that the fit itself gives: found in a few rounds. */
function weighted(points: readonly CurvePoint[]): PowerLaw & { squares: number; measured: Measured } {
  const effect = designEffect(points);
  const deviation = ({ n }: CurvePoint, rate: number) => {
    const kept = Math.min(Math.max(rate, 0.5 / n), 1 - 0.5 / n);
    return Math.sqrt((effect * kept * (1 - kept)) / n);
  };
  const measuredBy = (rate: (point: CurvePoint) => number): Measured => ({
    examples: points.map(({ examples }) => examples),
    rates: points.map(({ errorRate }) => errorRate),
    deviations: points.map(point => deviation(point, rate(point))),
  });
  // Agresti and Coull's rate, which is never 0, to begin with.
  let measured = measuredBy(({ errorRate, n }) => (errorRate * n + 2) / (n + 4));
  let fit = fitPowerLaw(measured);
  for (let round = 0; round < 3; round++) {
    const { floor, scale, exponent } = fit;
    measured = measuredBy(({ examples }) => floor + scale * examples ** -exponent);
    fit = fitPowerLaw(measured);
  }
  return { ...fit, measured };
}

/**
 * How much wider than Wilson's the intervals are, squared: pairs that share texts tell less than as many that do not (Kish,
 * "Survey Sampling", 1965). Of the points the middle one's, at least 1.
 */
function designEffect(points: readonly CurvePoint[]): number {
  const z2 = 3.841458820694124;
  const ratios = points
    .map(({ n, errorRate, interval: { low, high } }) => {
      const half = Math.sqrt(z2 * ((errorRate * (1 - errorRate)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
      return ((high - low) / 2 / half) ** 2;
    })
    .sort((a, b) => a - b);
  return Math.max(1, ratios[Math.floor(ratios.length / 2)] ?? 1);
}
