import { count, interval, percent, plural } from '../format.ts';
import { type Bounds, band } from './band.ts';
import type { Figure } from './figure.ts';
import { colour } from './palette.ts';
import {
  BASE,
  grid,
  guide,
  items,
  legend,
  legendHeight,
  line,
  nameOf,
  rate,
  tooltip,
  valueAxis,
} from './style.ts';
import { type Axes, axesOf } from './sweep-axes.ts';
import { type Panel, panelsOf, type SweepFigureSource, type SweepLine } from './sweep-lines.ts';

const COLOURS = [
  ...[colour('accent'), colour('other'), colour('third'), colour('good'), colour('warn'), colour('bad')],
] as const;
const SYMBOLS = ['circle', 'diamond', 'triangle', 'rect', 'roundRect', 'arrow'] as const;
/** Of the rates that curves are held against. */
const DASHES = [
  [8, 4],
  [8, 3, 2, 3],
  [2, 3],
  [12, 3, 2, 3, 2, 3],
] as const;

/** Points of a fitted curve that are drawn. */
const STEPS = 48;

/** Error rate by number of examples: a panel for each base model, all with the same axes. */
export function sweepFiguresOf(source: SweepFigureSource): Figure[] {
  const panels = panelsOf(source);
  const axes = axesOf(panels, source.target);
  const legends = Math.max(0, ...panels.map(panel => legendHeight(legendOf(panel, source.target)) + 6));
  // A line looks the same in every panel.
  const names = [...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name)))];
  return panels.map((panel, i) => ({
    id: `learning-curve-${i + 1}`,
    title: nameOf(panel.base, 80),
    summary: summaryOf(panel),
    height: 300 + legends,
    option: optionOf(panel, source.target, axes, legends, names),
    table: {
      columns: ['Series', 'Examples', 'Error rate', '95 % interval', 'Seeds'],
      rows: panel.lines.flatMap(({ name, points }) =>
        points.map(point => [
          name,
          count(point.examples),
          percent(point.rate),
          interval({ low: point.low, high: point.high, level: 0.95 }),
          count(point.seeds),
        ]),
      ),
    },
  }));
}

const targetName = (target: number): string => `target ${rate(target)}`;

const legendOf = ({ lines, levels }: Panel, target: number): string[] => [
  ...new Set([...lines.map(({ name }) => name), ...levels.map(({ name }) => name), targetName(target)]),
];

function summaryOf({ lines, leftOut }: Panel): string {
  const points = lines.flatMap(({ name, points: own }) => own.map(point => ({ ...point, name })));
  const lowest = points.reduce((least, point) => (point.rate < least.rate ? point : least));
  return [
    'Error rate on the test pairs after training on so many examples; shaded: 95 % interval',
    lines.some(({ fit }) => fit) ? '; dashed: the fitted power law' : '',
    points.some(({ seeds }) => seeds > 1) ? '; of several seeds, lines and intervals are the mean' : '',
    `. Lowest: ${percent(lowest.rate)} after ${count(lowest.examples)} (${lowest.name}).`,
    leftOut > 0 ? ` ${plural(leftOut, 'line')} more in report.json.` : '',
  ].join('');
}

function optionOf(
  panel: Panel,
  target: number,
  { from, to, ticks, rates }: Axes,
  legends: number,
  names: readonly string[],
) {
  const shown = legendOf(panel, target);
  const level = (y: number) => [
    [from, y],
    [to, y],
  ];
  const own = new Set(panel.lines.map(({ name }) => name));
  const measured = panel.lines.map(one => ({ ...one, stroke: strokeOf(names.indexOf(one.name)) }));
  return {
    ...BASE,
    grid: grid({ top: 26 + legends }),
    legend: legend({
      itemGap: 10,
      // Room beside each name, for fonts that are wider than the one it was measured by.
      formatter: (name: string) => `${name}\u00a0\u00a0\u00a0\u00a0`,
      data: shown.map(name => ({ name, ...(own.has(name) ? FULL : BARE) })),
    }),
    tooltip: tooltip(parameters => {
      const found = items(parameters).flatMap(({ seriesName, seriesIndex, dataIndex }) => {
        const point = measured[seriesIndex]?.points[dataIndex];
        return point ? [{ seriesName, point }] : [];
      });
      return found
        .map(
          ({ seriesName, point }) =>
            `${seriesName}, ${count(point.examples)} examples${point.seeds > 1 ? `, ${point.seeds} seeds` : ''}\n  error rate ${percent(point.rate)}\n  95 % interval ${interval({ ...point, level: 0.95 })}`,
        )
        .join('\n');
    }, 'axis'),
    xAxis: valueAxis('training examples', 'x', {
      type: 'log',
      min: from,
      max: to,
      axisLabel: {
        color: colour('muted'),
        hideOverlap: true,
        customValues: ticks,
        formatter: (n: number) => count(Math.round(n)),
      },
      splitLine: { show: false },
    }),
    yAxis: valueAxis('error rate', 'y', {
      ...rates,
      axisLabel: { color: colour('muted'), formatter: rate },
    }),
    series: [
      // First, so that a tooltip's index of a series is that of its line.
      ...measured.map(({ name, points, fit, stroke }) =>
        line(
          name,
          points.map(({ examples, rate: y }) => [examples, y]),
          0,
          {
            ...stroke,
            // The fitted curve is the line to read, where there is one.
            lineStyle: {
              color: stroke.itemStyle.color,
              ...(fit ? { width: 1.25, opacity: 0.5 } : { width: 2 }),
            },
            showSymbol: true,
            showAllSymbol: true,
            symbolSize: 8,
            clip: false,
            z: 4,
          },
        ),
      ),
      ...measured.flatMap(({ name, points, stroke }) =>
        intervals(
          `${name}, interval`,
          points.map(({ examples: x, low, high }) => ({ x, low, high })),
          stroke.itemStyle.color,
        ),
      ),
      ...measured.flatMap(one => [
        ...fitted(one, one.stroke.itemStyle.color, to),
        ...seedsOf(one, one.stroke),
      ]),
      ...panel.levels.map(({ name, rate: y }, i) =>
        guide(name, level(y), {
          lineStyle: { color: colour('muted'), type: DASHES[i % DASHES.length] as never, width: 1.5 },
        }),
      ),
      guide(targetName(target), level(target), {
        lineStyle: { color: colour('ink'), type: 'solid', width: 1 },
        itemStyle: { color: colour('ink') },
      }),
    ],
  };
}

/** A line of the legend without a point on it. */
const BARE = { itemStyle: { opacity: 0 } };
const FULL = { lineStyle: { width: 2, opacity: 1 } };

const strokeOf = (index: number) => ({
  symbol: SYMBOLS[index % SYMBOLS.length] ?? 'circle',
  itemStyle: { color: COLOURS[index % COLOURS.length] ?? colour('accent') },
});

/** Shaded; of a single size, a line. */
function intervals(name: string, bounds: readonly Bounds[], color: string) {
  const [only] = bounds;
  if (bounds.length !== 1 || !only) return band(name, bounds, color);
  const ends = [
    [only.x, only.low],
    [only.x, only.high],
  ];
  return [guide(name, ends, { lineStyle: { color, type: 'solid', width: 4, opacity: 0.3 } })];
}

/** The fitted curve under the name of its line, so that the legend takes both away. */
function fitted({ name, fit, points }: SweepLine, color: string, to: number) {
  const first = points[0]?.examples;
  if (!fit || first === undefined) return [];
  const data = Array.from({ length: STEPS + 1 }, (_, step) => {
    const examples = first * (to / first) ** (step / STEPS);
    return [examples, fit.floor + fit.scale * examples ** -fit.exponent];
  });
  return [guide(name, data, { lineStyle: { color, type: [6, 4], width: 2 }, itemStyle: { color }, z: 3 })];
}

/** The trials of several seeds, each by itself. */
function seedsOf({ name, points, trials }: SweepLine, { symbol, itemStyle }: ReturnType<typeof strokeOf>) {
  if (points.every(({ seeds }) => seeds === 1)) return [];
  return [
    {
      type: 'scatter' as const,
      name,
      data: trials as never,
      symbol,
      symbolSize: 4,
      itemStyle: { ...itemStyle, opacity: 0.55 },
      silent: true,
      tooltip: { show: false },
      emphasis: { disabled: true },
      z: 3,
    },
  ];
}
