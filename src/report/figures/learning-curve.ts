import { count, interval, percent } from '../format.ts';
import type { LearningPoint } from '../measures.ts';
import type { Draw } from './figure.ts';
import { colour } from './palette.ts';
import {
  BASE,
  grid,
  items,
  legend,
  legendHeight,
  line,
  nameOf,
  rate,
  stroke,
  tooltip,
  valueAxis,
} from './style.ts';

/** Error rate by number of training examples, and the error rates that it is held against. */
export const learningCurve: Draw = ({ learningCurve: points = [], baselines = [] }) => {
  if (points.length === 0) return undefined;
  const series = [...new Set(points.map(point => point.series))].map(name => ({
    name: nameOf(name),
    points: points.filter(point => point.series === name).sort((a, b) => a.examples - b.examples),
  }));
  const [from, to] = range(points.map(point => point.examples));
  const bars = baselines.flatMap(({ name, errorRate }) =>
    typeof errorRate === 'number' ? [{ name: nameOf(name), errorRate }] : [],
  );
  const rates = [
    ...points.flatMap(p => [p.errorRate, p.interval?.high ?? p.errorRate]),
    ...bars.map(b => b.errorRate),
  ];
  const names = [...series, ...bars].map(({ name }) => name);
  const best = points.reduce((least, point) => (point.errorRate < least.errorRate ? point : least));
  return {
    id: 'learning-curve',
    title: 'Error rate by number of examples',
    summary:
      `Error rate on the test pairs after training on so many examples, shaded: 95 % interval. ` +
      `Lowest: ${percent(best.errorRate)} after ${count(best.examples)} (${nameOf(best.series)})` +
      `${bars.map(bar => `; ${bar.name}: ${percent(bar.errorRate)}`).join('')}.`,
    height: 340,
    option: {
      ...BASE,
      grid: grid({ top: 26 + legendHeight(names) }),
      legend: legend({ data: names }),
      tooltip: tooltip(parameters => {
        const found = items(parameters).flatMap(({ seriesName, dataIndex }) => {
          const point = series.find(one => one.name === seriesName)?.points[dataIndex];
          return point ? [{ seriesName, point }] : [];
        });
        return found
          .map(({ seriesName, point }) => {
            const bounds = point.interval ? `\n  95 % interval ${interval(point.interval)}` : '';
            return `${seriesName}, ${count(point.examples)} examples\n  error rate ${percent(point.errorRate)}${bounds}`;
          })
          .join('\n');
      }, 'axis'),
      xAxis: valueAxis('training examples', 'x', {
        type: 'log',
        min: from,
        max: to,
        axisLabel: {
          color: colour('muted'),
          hideOverlap: true,
          formatter: (n: number) => count(Math.round(n)),
        },
      }),
      yAxis: valueAxis('error rate', 'y', {
        min: 0,
        max: Math.ceil(Math.min(1, Math.max(...rates) * 1.15) * 20) / 20,
        axisLabel: { color: colour('muted'), formatter: rate },
      }),
      series: [
        ...series.flatMap(({ name, points: own }, i) => band(name, own, i)),
        ...bars.map(({ name, errorRate }, i) =>
          line(
            name,
            [
              [from, errorRate],
              [to, errorRate],
            ],
            i + series.length,
            { symbol: 'none' },
          ),
        ),
        ...series.map(({ name, points: own }, i) =>
          line(
            name,
            own.map(({ examples, errorRate }) => [examples, errorRate]),
            i,
            { showSymbol: true, showAllSymbol: true },
          ),
        ),
      ],
    },
    table: {
      columns: ['Model', 'Examples', 'Error rate', '95 % interval'],
      rows: points.map(point => [
        nameOf(point.series),
        count(point.examples),
        percent(point.errorRate),
        interval(point.interval),
      ]),
    },
  };
};

/** A range that a logarithmic axis can show, a little wider than the numbers. */
function range(examples: readonly number[]): [number, number] {
  const [low, high] = [Math.max(1, Math.min(...examples)), Math.max(1, ...examples)];
  return low === high ? [low / 2, high * 2] : [low, high];
}

/** The intervals of a series as a shape behind its line. */
function band(name: string, points: readonly LearningPoint[], index: number) {
  const bounded = points.flatMap(({ examples, interval: bounds }) =>
    bounds ? [{ examples, ...bounds }] : [],
  );
  if (bounded.length < 2) return [];
  const outline = [
    ...bounded.map(({ examples, high }) => [examples, high]),
    ...bounded.toReversed().map(({ examples, low }) => [examples, low]),
  ];
  return [
    {
      type: 'custom' as const,
      name: `${name}, interval`,
      silent: true,
      clip: true,
      data: [outline[0]] as never,
      renderItem: (_: unknown, api: { coord(point: readonly number[]): number[] }) => ({
        type: 'polygon' as const,
        shape: { points: outline.map(point => api.coord(point)) },
        style: { fill: stroke(index).color, opacity: 0.16 },
      }),
      tooltip: { show: false },
    } as never,
  ];
}
