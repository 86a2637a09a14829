import { count, interval, percent } from '../format.ts';
import type { LearningPoint } from '../measures.ts';
import { band } from './band.ts';
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
  STROKES,
  stroke,
  tooltip,
  valueAxis,
} from './style.ts';

/** Error rate by number of training examples, and the error rates that it is held against. */
export const learningCurve: Draw = ({ learningCurve: points = [], baselines = [] }) => {
  if (points.length === 0) return undefined;
  const series = curvesOf(points);
  const untrained = points.some(point => point.examples === 0);
  const [from, to] = range(points.map(point => point.examples));
  const drawn = new Set(points.map(point => point.series));
  const bars = baselines.flatMap(({ name, errorRate }) =>
    typeof errorRate === 'number' && !drawn.has(name) ? [{ name: nameOf(name), errorRate }] : [],
  );
  const rates = [
    ...points.flatMap(p => [p.errorRate, p.interval?.low ?? p.errorRate, p.interval?.high ?? p.errorRate]),
    ...bars.map(b => b.errorRate),
  ];
  const names = [...series, ...bars].map(({ name }) => name);
  const best = points.reduce((least, point) => (point.errorRate < least.errorRate ? point : least));
  return {
    id: 'learning-curve',
    title: 'Error rate by number of examples',
    summary:
      `Error rate on the test pairs after training on so many examples, shaded: 95 % interval. ` +
      `${untrained ? 'Without examples it is the base model’s. ' : ''}` +
      `${points.length === 2 && untrained ? 'What lies between both was not measured: finetune-gate sweep does. ' : ''}` +
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
        type: untrained ? 'value' : 'log',
        min: from,
        max: to,
        axisLabel: {
          color: colour('muted'),
          hideOverlap: true,
          formatter: (n: number) => count(Math.round(n)),
        },
      }),
      yAxis: valueAxis('error rate', 'y', {
        ...rateRange(rates),
        axisLabel: { color: colour('muted'), formatter: rate },
      }),
      series: [
        ...series.flatMap(({ name, points: own }, i) => bandOf(name, own, i)),
        ...bars.map(({ name, errorRate }, i) =>
          line(
            name,
            [
              [from, errorRate],
              [to, errorRate],
            ],
            barStroke(i),
            { symbol: 'none' },
          ),
        ),
        ...series.map(({ name, points: own }, i) =>
          line(
            name,
            own.map(({ examples, errorRate }) => [examples, errorRate]),
            i,
            { showSymbol: true, showAllSymbol: true, clip: false },
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

interface Curve {
  readonly name: string;
  readonly points: readonly LearningPoint[];
}

/** The series by number of examples. The base model, which saw none, is where each of them begins. */
function curvesOf(points: readonly LearningPoint[]): Curve[] {
  const trained = points.filter(point => point.examples > 0);
  const start = trained.length > 0 ? points.filter(point => point.examples === 0).slice(0, 1) : [];
  const shown = trained.length > 0 ? trained : points;
  return [...new Set(shown.map(point => point.series))].map(name => ({
    name: nameOf(name),
    points: [
      ...start,
      ...shown.filter(point => point.series === name).sort((a, b) => a.examples - b.examples),
    ],
  }));
}

/** A baseline never has the stroke of the first curve, however many there are. */
const barStroke = (index: number): number => 1 + (index % (STROKES.length - 1));

/** From and to multiples of five points with room on both sides, so that a difference of a few points is seen. */
function rateRange(rates: readonly number[]): { readonly min: number; readonly max: number } {
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const room = Math.max(0.01, (high - low) * 0.15);
  return {
    min: Math.max(0, Math.floor((low - room) * 20) / 20),
    max: Math.min(1, Math.ceil((high + room) * 20) / 20),
  };
}

/** What the axis shows: from no example at all evenly, else by their logarithm. */
function range(examples: readonly number[]): [number, number] {
  if (examples.includes(0)) return [0, Math.max(1, ...examples)];
  const [low, high] = [Math.max(1, Math.min(...examples)), Math.max(1, ...examples)];
  return low === high ? [low / 2, high * 2] : [low, high];
}

/** The intervals of a series. */
function bandOf(name: string, points: readonly LearningPoint[], index: number) {
  const bounds = points.flatMap(({ examples: x, interval: found }) =>
    found ? [{ x, low: found.low, high: found.high }] : [],
  );
  return band(`${name}, interval`, bounds, stroke(index).color);
}
