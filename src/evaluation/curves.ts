import { type Calibration, calibrationOf } from './calibration.ts';
import { type Histogram, histogramOf } from './histogram.ts';
import {
  type PrecisionRecallPoint,
  precisionRecallCurve,
  type RocPoint,
  rocCurve,
} from './operating-points.ts';
import type { Scored } from './scored.ts';

/** Shapes of a model's scores on the test pairs; points are few enough to be drawn. */
export interface Curves {
  readonly histogram: Histogram;
  readonly calibration?: Calibration;
  readonly roc: readonly RocPoint[];
  readonly precisionRecall: readonly PrecisionRecallPoint[];
  /** ROC curves of other models on the same pairs, by name. */
  readonly baselines: Readonly<Record<string, readonly Omit<RocPoint, 'threshold'>[]>>;
}

/**
 * @param threshold where the model decides: it is a point of both curves
 * @param validation what the calibration is fitted on
 * @param others scores of other models on the same pairs, by name
 */
export function curvesOf(
  test: Scored,
  threshold: number,
  validation: Scored,
  others: Readonly<Record<string, Float64Array>> = {},
): Curves {
  const calibration = calibrationOf(validation, test);
  return {
    histogram: histogramOf(test),
    ...(calibration && { calibration }),
    roc: rocCurve(test, threshold),
    precisionRecall: precisionRecallCurve(test, threshold),
    baselines: Object.fromEntries(
      Object.entries(others).map(([name, scores]) => [
        name,
        rocCurve({ scores, labels: test.labels }).map(({ fpr, tpr }) => ({ fpr, tpr })),
      ]),
    ),
  };
}
