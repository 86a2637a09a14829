import { thin } from '../chart.ts';
import { decimal } from '../format.ts';
import type { Draw } from './figure.ts';
import { percentLabel } from './roc.ts';
import { BASE, fixed, grid, guide, items, line, operatingPoint, rate, tooltip, valueAxis } from './style.ts';

/** Precision at each recall, the point at which the model decides, and what guessing would reach. */
export const precisionRecall: Draw = ({ curves, candidate }) => {
  const points = curves?.precisionRecall ?? [];
  if (points.length < 2) return undefined;
  const metrics = candidate?.metrics;
  const chance = candidate && candidate.n > 0 ? candidate.positives / candidate.n : undefined;
  const point: [number, number] | undefined =
    metrics && Number.isFinite(metrics.precision) && Number.isFinite(metrics.recall)
      ? [metrics.recall, metrics.precision]
      : undefined;
  const ours = 'fine-tuned';
  return {
    id: 'precision-recall',
    title: 'Precision and recall',
    summary:
      `How many of the pairs answered “the same” are, by how many of these are found: average precision ${decimal(metrics?.average_precision)}` +
      `${point ? `; the model decides at precision ${rate(point[1])} and recall ${rate(point[0])}` : ''}.` +
      `${chance === undefined ? '' : ` Guessing has a precision of ${rate(chance)}.`}`,
    height: 310,
    option: {
      ...BASE,
      grid: grid(),
      tooltip: tooltip(parameters => {
        const found = items(parameters).find(({ seriesName }) => seriesName === ours);
        const at = found && points[found.dataIndex];
        return at
          ? `threshold ${fixed(at.threshold)}\nprecision ${rate(at.precision)}\nrecall ${rate(at.recall)}`
          : '';
      }, 'axis'),
      xAxis: valueAxis('recall', 'x', { min: 0, max: 1, axisLabel: percentLabel }),
      yAxis: valueAxis('precision', 'y', { min: 0, max: 1, axisLabel: percentLabel }),
      series: [
        ...(chance === undefined
          ? []
          : [
              guide('guessing', [
                [0, chance],
                [1, chance],
              ]),
            ]),
        line(
          ours,
          points.map(({ recall, precision }) => [recall, precision]),
          0,
        ),
        ...(point ? [operatingPoint(point)] : []),
      ],
    },
    table: {
      columns: ['Threshold', 'Precision', 'Recall'],
      rows: thin(points, 25).map(({ threshold, precision, recall }) => [
        fixed(threshold),
        rate(precision),
        rate(recall),
      ]),
    },
  };
};
