import { count, decimal } from '../format.ts';
import type { Draw } from './figure.ts';
import { colour } from './palette.ts';
import { BASE, fixed, grid, guide, items, legend, tooltip, valueAxis } from './style.ts';

/** Similarities of both classes, one above and one below the axis, and the threshold between them. */
export const similarity: Draw = ({ curves, candidate }) => {
  const histogram = curves?.histogram;
  if (!histogram || histogram.positives.length === 0) return undefined;
  const { from, to, positives, negatives } = histogram;
  const width = (to - from) / positives.length;
  const low = positives.map((_, bin) => from + bin * width);
  const range = (bin: number) => `${decimal(low[bin], 2)} to ${decimal((low[bin] ?? 0) + width, 2)}`;
  const top = Math.max(...positives, ...negatives, 1);
  const threshold = candidate?.threshold;
  const drawn = typeof threshold === 'number' && threshold >= from && threshold <= to;
  const bars = (name: string, data: readonly number[], color: string) => ({
    type: 'bar' as const,
    name,
    data: [...data],
    stack: 'class',
    barCategoryGap: '12%',
    itemStyle: { color },
    emphasis: { disabled: true },
  });
  return {
    id: 'similarity',
    title: 'Similarity of both classes',
    summary:
      `Test pairs by similarity, those labelled the same upwards, those labelled different downwards` +
      `${drawn ? `; at or above the threshold of ${fixed(threshold)} the model answers “the same”` : ''}. What is on the wrong side is answered wrongly.`,
    height: 320,
    option: {
      ...BASE,
      grid: grid(),
      legend: legend({ data: ['labelled: same', 'labelled: different'] }),
      tooltip: tooltip(parameters => {
        const bin = items(parameters)[0]?.dataIndex ?? 0;
        return `similarity ${range(bin)}\nlabelled: same  ${count(positives[bin] ?? 0)}\nlabelled: different  ${count(negatives[bin] ?? 0)}`;
      }, 'axis'),
      xAxis: [
        { type: 'category', data: low.map((_, bin) => range(bin)), show: false },
        valueAxis('cosine similarity', 'x', {
          min: from,
          max: to,
          position: 'bottom',
          splitLine: { show: false },
          axisPointer: { show: false },
        }),
      ],
      yAxis: valueAxis('pairs', 'y', {
        min: -top,
        max: top,
        nameTextStyle: { color: 'transparent' },
        axisLabel: {
          color: colour('muted'),
          showMinLabel: false,
          showMaxLabel: false,
          formatter: (n: number) => count(Math.abs(n)),
        },
      }),
      series: [
        bars('labelled: same', positives, colour('accent')),
        bars(
          'labelled: different',
          negatives.map(n => -n),
          colour('other'),
        ),
        ...(drawn
          ? [
              guide(
                'threshold',
                [
                  [threshold, -top],
                  [threshold, top],
                ],
                {
                  xAxisIndex: 1,
                  lineStyle: { color: colour('ink'), type: 'dashed', width: 1.5 },
                  symbol: 'none',
                  endLabel: {
                    show: true,
                    formatter: `threshold ${fixed(threshold)}`,
                    color: colour('ink'),
                    fontSize: 12,
                    align: threshold > (from + to) / 2 ? 'right' : 'left',
                    offset: threshold > (from + to) / 2 ? [-14, 8] : [0, 8],
                  },
                },
              ),
            ]
          : []),
      ],
    },
    table: {
      columns: ['Similarity', 'Labelled: same', 'Labelled: different'],
      rows: positives.map((n, bin) => [range(bin), count(n), count(negatives[bin] ?? 0)]),
    },
  };
};
