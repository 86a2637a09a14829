import type { Interval } from '../../evaluation/types.ts';
import { colour } from './palette.ts';
import { BASE, grid, guide, items, nameOf, rate, tooltip, valueAxis } from './style.ts';

/** A rate with its interval, and another's on the same pairs. */
export interface ForestRow {
  readonly name: string;
  readonly value: number;
  readonly interval?: Interval | undefined;
  /** Of the bar. */
  readonly beside?: number | undefined;
  readonly strong?: boolean;
}

/** Rates below each other, the first on top, each with its interval as a line. */
export function forest(
  rows: readonly ForestRow[],
  axis: string,
  tip: (row: number) => string,
  reference?: number,
) {
  const values = rows.flatMap(({ value, interval, beside }) => [
    value,
    beside ?? value,
    interval?.low ?? value,
    interval?.high ?? value,
  ]);
  const names = rows.map(({ name }) => nameOf(name, 22));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((high - low) * 0.1, 0.005);
  // Multiples of what stands below the axis, so that its first mark is as far from the next as all others.
  const step = high - low + 2 * room > 0.25 ? 10 : 20;
  const bound = (value: number, round: (x: number) => number) =>
    Math.min(1, Math.max(0, round(value * step) / step));
  const points = (name: string, data: readonly (readonly number[])[], symbol: string, filled: boolean) => ({
    type: 'scatter' as const,
    name,
    data: data as never,
    symbol,
    symbolSize: symbol === 'circle' ? 11 : 12,
    itemStyle: filled
      ? { color: colour('accent') }
      : { color: colour('ground'), borderColor: colour('other'), borderWidth: 2 },
    emphasis: { disabled: true },
    z: filled ? 5 : 4,
  });
  return {
    ...BASE,
    grid: grid({ left: 18 + 6.8 * Math.max(...names.map(name => name.length)), top: 8 }),
    tooltip: tooltip(parameters => {
      const [, row = 0] = (items(parameters)[0]?.value ?? []) as readonly number[];
      return tip(row);
    }),
    xAxis: valueAxis(axis, 'x', {
      min: bound(low - room, Math.floor),
      max: bound(high + room, Math.ceil),
      axisLabel: { color: colour('muted'), hideOverlap: true, formatter: rate },
    }),
    yAxis: {
      type: 'category' as const,
      data: names,
      inverse: true,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: colour('ink'), fontSize: 12, interval: 0 },
    },
    series: [
      ...(reference === undefined
        ? []
        : [
            guide('reference', [
              [reference, 0],
              [reference, rows.length - 1],
            ]),
          ]),
      ...rows.flatMap(({ interval, strong = true }, row) =>
        interval
          ? [
              guide(
                'interval',
                [
                  [interval.low, row],
                  [interval.high, row],
                ],
                {
                  lineStyle: {
                    color: colour(strong ? 'accent' : 'other'),
                    width: 2.5,
                    type: 'solid',
                    opacity: 0.75,
                  },
                },
              ),
            ]
          : [],
      ),
      points(
        'bar',
        rows.flatMap(({ beside, value, strong = true }, row) => [
          ...(beside === undefined ? [] : [[beside, row]]),
          ...(strong ? [] : [[value, row]]),
        ]),
        'diamond',
        false,
      ),
      points(
        'fine-tuned',
        rows.flatMap(({ value, strong = true }, row) => (strong ? [[value, row]] : [])),
        'circle',
        true,
      ),
    ],
  };
}

/** What a forest of so many rows takes. */
export const forestHeight = (rows: number): number => 64 + 34 * rows;
