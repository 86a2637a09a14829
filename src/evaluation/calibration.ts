import { fitLogistic } from './logistic.ts';
import { countPositives, descending, type Scored } from './scored.ts';
import { bestThreshold } from './threshold.ts';

export interface Calibration {
  /** Of about the same number of pairs each, from the lowest probability up. */
  readonly bins: readonly { readonly predicted: number; readonly observed: number; readonly n: number }[];
  /** Expected calibration error: the bins' distance between the two, by their pairs. In [0, 1]. */
  readonly error: number;
}

const BINS = 10;

/**
 * How far predicted probabilities of a positive are true on the test pairs, in ten bins of as many pairs (Naeini, Cooper
 * and Hauskrecht, AAAI 2015; Platt's scaling without his prior, 1999). The probability is a logistic regression of the
 * label on the score that saw the validation pairs only. Undefined where that has no finite fit: one class, or classes
 * that one threshold parts without error or that are the wrong way round.
 */
export function calibrationOf(validation: Scored, test: Scored): Calibration | undefined {
  const n = test.scores.length;
  if (n === 0 || !fittable(validation)) return undefined;
  const fit = logisticOf(validation);
  if (!fit) return undefined;
  const order = descending(test.scores).reverse();
  const bins = Array.from({ length: Math.min(BINS, n) }, (_, bin, all = Math.min(BINS, n)) => {
    const pairs = order.subarray(Math.floor((bin * n) / all), Math.floor(((bin + 1) * n) / all));
    const mean = (value: (pair: number) => number) =>
      pairs.reduce((sum, pair) => sum + value(pair), 0) / pairs.length;
    return {
      predicted: mean(pair => 1 / (1 + Math.exp(-(fit.intercept + fit.slope * test.scores[pair]!)))),
      observed: mean(pair => test.labels[pair]!),
      n: pairs.length,
    };
  });
  const error = bins.reduce((sum, bin) => sum + (bin.n / n) * Math.abs(bin.predicted - bin.observed), 0);
  return { bins, error };
}

function fittable({ scores, labels }: Scored): boolean {
  const positives = countPositives(labels);
  return positives > 0 && positives < labels.length && bestThreshold(scores, labels).accuracy < 1;
}

function logisticOf({ scores, labels }: Scored) {
  try {
    return fitLogistic(scores, labels);
  } catch {
    // Higher scores do not mean more positives: there is nothing to calibrate, and the metrics say so.
    return undefined;
  }
}
