import { countPositives, descending, type Scored } from './scored.ts';

/** What is called positive at each distinct threshold, from above all scores down. */
export interface OperatingPoint {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** Points of a drawn curve; a screen shows no more. */
const MOST = 200;

/** One point where nothing is called positive, then one for each distinct score. */
function operatingPoints({ scores, labels }: Scored): OperatingPoint[] {
  const order = descending(scores);
  const highest = scores[order[0] ?? -1] ?? 0;
  const above = highest + Math.max(Math.abs(highest) * 2 ** -52, Number.MIN_VALUE);
  const points: OperatingPoint[] = [{ threshold: above, truePositives: 0, falsePositives: 0 }];
  let positives = 0;
  order.forEach((pair, rank) => {
    positives += labels[pair]!;
    const threshold = scores[pair]!;
    if (scores[order[rank + 1] ?? -1] === threshold) return;
    points.push({ threshold, truePositives: positives, falsePositives: rank + 1 - positives });
  });
  return points;
}

/** From the highest threshold down. */
export interface RocPoint {
  readonly threshold: number;
  readonly fpr: number;
  readonly tpr: number;
}

/**
 * The ROC curve in at most about 200 points. `threshold` is one of them as it decides: the point of the lowest score that
 * is still called positive.
 */
export function rocCurve(scored: Scored, threshold?: number): RocPoint[] {
  const positives = countPositives(scored.labels);
  const negatives = scored.labels.length - positives;
  const points = operatingPoints(scored).map(point => ({
    threshold: point.threshold,
    fpr: negatives > 0 ? point.falsePositives / negatives : 0,
    tpr: positives > 0 ? point.truePositives / positives : 0,
  }));
  return thinned(points, ({ fpr, tpr }) => [fpr, tpr], threshold);
}

/** From the highest threshold down. */
export interface PrecisionRecallPoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** The precision-recall curve, likewise; it begins where something is called positive. */
export function precisionRecallCurve(scored: Scored, threshold?: number): PrecisionRecallPoint[] {
  const positives = countPositives(scored.labels);
  const points = operatingPoints(scored)
    .slice(1)
    .map(point => ({
      threshold: point.threshold,
      precision: point.truePositives / (point.truePositives + point.falsePositives),
      recall: positives > 0 ? point.truePositives / positives : 0,
    }));
  return thinned(points, ({ precision, recall }) => [recall, precision], threshold);
}

/** Points evenly along the curve, its ends and the operating point always among them. */
function thinned<T extends { readonly threshold: number }>(
  points: readonly T[],
  at: (point: T) => readonly [number, number],
  threshold: number | undefined,
): T[] {
  if (points.length <= MOST) return [...points];
  const along = [0];
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [at(points[i - 1]!), at(points[i]!)];
    along.push(along[i - 1]! + Math.abs(x1 - x0) + Math.abs(y1 - y0));
  }
  const operating =
    threshold === undefined ? -1 : points.findLastIndex(point => point.threshold >= threshold);
  const step = along[along.length - 1]! / (MOST - 3);
  let next = 0;
  return points.filter((_, i) => {
    const reached = along[i]! >= next;
    if (reached) next = (Math.floor(along[i]! / step) + 1) * step;
    return reached || i === operating || i === points.length - 1;
  });
}
