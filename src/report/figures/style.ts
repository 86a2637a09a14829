import type { EChartsOption } from 'echarts';
import { plain } from '../text.ts';
import { colour } from './palette.ts';

/** Without quotes, which would end an attribute of a drawing. */
export const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, sans-serif';

/** How lines of several models are told apart without their colour. */
export const STROKES = [
  { color: colour('accent'), type: 'solid', width: 2.5 },
  { color: colour('other'), type: [7, 4], width: 2 },
  { color: colour('third'), type: [2, 3], width: 2 },
  { color: colour('muted'), type: [9, 3, 2, 3], width: 2 },
] as const;

export const SYMBOLS = ['circle', 'diamond', 'triangle', 'rect'] as const;

export const stroke = (index: number) => STROKES[index % STROKES.length] ?? STROKES[0];

/** A name out of data as a chart shows it: one short line; braces would begin a style there. */
export const nameOf = (text: string, max = 40): string =>
  plain(text, max).replaceAll('{', '(').replaceAll('}', ')');

/** `0.125` → `12.5 %`, with no more digits than it needs. */
export const rate = (value: number): string => `${Number((value * 100).toFixed(1))} %`;

/** Fixed decimals; `–` for what JSON could not write. */
export const fixed = (value: number | null | undefined, digits = 4): string =>
  typeof value === 'number' && Number.isFinite(value) ? value.toFixed(digits) : '–';

/** What all charts have in common. */
export const BASE: EChartsOption = {
  animation: false,
  backgroundColor: 'transparent',
  textStyle: { fontFamily: FONT, color: colour('ink') },
};

/** A tooltip that is drawn as text, so that nothing in a name can act. */
export function tooltip(
  formatter: (parameters: Item | readonly Item[]) => string,
  trigger: 'item' | 'axis' = 'item',
) {
  return {
    trigger,
    renderMode: 'richText' as const,
    confine: true,
    backgroundColor: colour('raised'),
    borderColor: colour('line'),
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { color: colour('ink'), fontSize: 12, lineHeight: 18, fontFamily: FONT },
    axisPointer: { lineStyle: { color: colour('muted'), type: 'dotted' as const }, label: { show: false } },
    formatter: formatter as never,
  };
}

/** What ECharts hands to a tooltip, as far as it is read here. */
export interface Item {
  readonly seriesName?: string;
  readonly name?: string;
  readonly dataIndex: number;
  readonly seriesIndex: number;
  readonly value: readonly number[] | number;
}

export const items = (parameters: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(parameters) ? parameters : [parameters as Item];

const label = { color: colour('muted'), fontSize: 12, fontFamily: FONT, hideOverlap: true };

/** An axis of numbers. */
export function valueAxis(name: string, place: 'x' | 'y', options: object = {}) {
  return {
    type: 'value' as const,
    name,
    nameLocation: place === 'x' ? ('middle' as const) : ('end' as const),
    nameGap: place === 'x' ? 28 : 12,
    nameTextStyle: {
      color: colour('muted'),
      fontSize: 12,
      ...(place === 'y' && { align: 'left' as const, padding: [0, 0, 0, -38] }),
    },
    axisLabel: label,
    axisLine: { show: place === 'x', lineStyle: { color: colour('line') } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: colour('line'), width: 1, opacity: 0.7 } },
    ...options,
  };
}

export const grid = (options: object = {}) => ({
  left: 52,
  right: 20,
  top: 34,
  bottom: 46,
  containLabel: false,
  ...options,
});

export const legend = (options: object = {}) => ({
  show: true,
  left: 0,
  top: 0,
  itemWidth: 28,
  itemHeight: 9,
  itemGap: 14,
  textStyle: { color: colour('ink'), fontSize: 12, fontFamily: FONT },
  inactiveColor: colour('muted'),
  ...options,
});

/** Height of a legend at the top of the narrowest figure. */
export const legendHeight = (names: readonly string[]): number =>
  22 * Math.ceil(names.reduce((sum, name) => sum + 44 + 6.6 * name.length, 0) / 300);

/** A series of points joined by a line. */
export function line(
  name: string,
  data: readonly (readonly unknown[])[],
  index: number,
  options: object = {},
) {
  return {
    type: 'line' as const,
    name,
    data: data as never,
    showSymbol: false,
    symbol: SYMBOLS[index % SYMBOLS.length] ?? 'circle',
    symbolSize: 7,
    lineStyle: stroke(index) as never,
    itemStyle: { color: stroke(index).color },
    emphasis: { disabled: true },
    ...options,
  };
}

/** A thin line that no reader should take for a model: chance, a diagonal, a threshold. */
export function guide(name: string, data: readonly (readonly number[])[], options: object = {}) {
  return {
    ...line(name, data, 0),
    lineStyle: { color: colour('muted'), type: 'dashed' as const, width: 1.25 },
    itemStyle: { color: colour('muted') },
    symbol: 'none',
    silent: true,
    tooltip: { show: false },
    ...options,
  };
}

/** The point at which the model decides. */
export function operatingPoint(point: readonly [number, number]) {
  return {
    type: 'scatter' as const,
    name: 'operating point',
    data: [point] as never,
    symbol: 'diamond',
    symbolSize: 15,
    itemStyle: { color: colour('ground'), borderColor: colour('accent'), borderWidth: 2.5 },
    emphasis: { disabled: true },
    z: 5,
  };
}
