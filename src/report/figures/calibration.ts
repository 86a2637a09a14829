import { count, decimal } from '../format.ts';
import type { Draw } from './figure.ts';
import { percentLabel } from './roc.ts';
import { BASE, grid, guide, items, line, rate, tooltip, valueAxis } from './style.ts';

/** Whether pairs that get a probability of 80 % are the same in 80 % of all cases. */
export const calibration: Draw = ({ curves }) => {
  const found = curves?.calibration;
  const bins = found?.bins.filter(({ n }) => n > 0) ?? [];
  if (!found || bins.length === 0) return undefined;
  const most = Math.max(...bins.map(({ n }) => n));
  const size = (n: number) => 5 + 11 * Math.sqrt(n / most);
  return {
    id: 'calibration',
    title: 'Calibration',
    summary:
      `Share of pairs labelled the same, by the probability that the similarity stands for; on the dashed line both agree. ` +
      `Expected calibration error ${decimal(found.error)}. Larger points hold more pairs.`,
    height: 310,
    option: {
      ...BASE,
      grid: grid(),
      tooltip: tooltip(parameters => {
        const { predicted, observed, n } = bins[items(parameters)[0]?.dataIndex ?? 0]!;
        return `predicted ${rate(predicted)}\nobserved ${rate(observed)}\n${count(n)} pairs`;
      }),
      xAxis: valueAxis('predicted probability', 'x', { min: 0, max: 1, axisLabel: percentLabel }),
      yAxis: valueAxis('labelled: same', 'y', { min: 0, max: 1, axisLabel: percentLabel }),
      series: [
        guide('agreement', [
          [0, 0],
          [1, 1],
        ]),
        line(
          'fine-tuned',
          bins.map(({ predicted, observed }) => [predicted, observed]),
          0,
          {
            showSymbol: true,
            showAllSymbol: true,
            symbolSize: (_: unknown, { dataIndex }: { readonly dataIndex: number }) =>
              size(bins[dataIndex]?.n ?? 0),
          },
        ),
      ],
    },
    table: {
      columns: ['Predicted', 'Observed', 'Pairs'],
      rows: bins.map(({ predicted, observed, n }) => [rate(predicted), rate(observed), count(n)]),
    },
  };
};
