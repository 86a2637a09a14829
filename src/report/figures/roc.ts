import { thin } from '../chart.ts';
import { decimal } from '../format.ts';
import type { Draw } from './figure.ts';
import { colour } from './palette.ts';
import {
  BASE,
  fixed,
  grid,
  guide,
  items,
  legend,
  line,
  nameOf,
  operatingPoint,
  rate,
  tooltip,
  valueAxis,
} from './style.ts';

/** True against false positives, beside the baselines' that scored the same pairs. */
export const roc: Draw = ({ curves, candidate }) => {
  if (!curves || curves.roc.length < 2) return undefined;
  const others = Object.entries(curves.baselines).filter(([, points]) => points.length > 1);
  const ours = 'fine-tuned';
  const confusion = candidate?.confusion;
  const point = confusion && operatingPointOf(confusion);
  const names = others.map(([name]) => nameOf(name, 22));
  const told = (x: number) => {
    const reached = (points: readonly Rates[]) => points.findLast(({ fpr }) => fpr <= x)?.tpr ?? 0;
    const threshold = curves.roc.findLast(({ fpr }) => fpr <= x)?.threshold;
    return [
      `at ${rate(x)} false positives`,
      `${ours}  ${rate(reached(curves.roc))} (threshold ${fixed(threshold)})`,
      ...others.map(([, points], i) => `${names[i]}  ${rate(reached(points))}`),
    ].join('\n');
  };
  return {
    id: 'roc',
    title: 'ROC curve',
    summary:
      `Share of the pairs labelled the same that are found, by the share of the others that are taken for the same: ` +
      `area ${decimal(candidate?.metrics.roc_auc)} under the curve of the fine-tuned model${point ? `, which decides at ${rate(point[1])} and ${rate(point[0])}` : ''}.`,
    height: 310,
    option: {
      ...BASE,
      grid: grid(),
      legend: legend({
        data: [ours, ...names],
        orient: 'vertical',
        left: 'auto',
        right: 34,
        top: 'auto',
        bottom: 52,
        backgroundColor: colour('ground'),
      }),
      tooltip: tooltip(
        parameters =>
          items(parameters)
            .slice(0, 1)
            .map(({ value }) => told((value as readonly number[])[0] ?? 0))
            .join(''),
        'axis',
      ),
      xAxis: valueAxis('false positive rate', 'x', { min: 0, max: 1, axisLabel: percentLabel }),
      yAxis: valueAxis('true positive rate', 'y', { min: 0, max: 1, axisLabel: percentLabel }),
      series: [
        guide('chance', [
          [0, 0],
          [1, 1],
        ]),
        ...others.map(([, points], i) =>
          line(
            names[i]!,
            points.map(({ fpr, tpr }) => [fpr, tpr]),
            i + 1,
          ),
        ),
        line(
          ours,
          curves.roc.map(({ fpr, tpr }) => [fpr, tpr]),
          0,
          { z: 4 },
        ),
        ...(point ? [operatingPoint(point)] : []),
      ],
    },
    table: {
      columns: ['Threshold', 'False positive rate', 'True positive rate'],
      rows: thin(curves.roc, 25).map(({ threshold, fpr, tpr }) => [fixed(threshold), rate(fpr), rate(tpr)]),
    },
  };
};

export const percentLabel = {
  color: 'var(--muted)',
  fontSize: 12,
  hideOverlap: true,
  formatter: (value: number) => rate(value),
};

interface Rates {
  readonly fpr: number;
  readonly tpr: number;
}

interface Counts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/** False and true positive rate of the decisions; undefined where a class is empty. */
function operatingPointOf(c: Counts): [number, number] | undefined {
  const negatives = c.falsePositives + c.trueNegatives;
  const positives = c.truePositives + c.falseNegatives;
  if (negatives === 0 || positives === 0) return undefined;
  return [c.falsePositives / negatives, c.truePositives / positives];
}
