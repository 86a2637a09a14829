export interface LineChart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const plainDecimal = (value: number): string => String(Number(value.toFixed(4)));

/** At most `limit` of the items, evenly spread, first and last included. */
export function thin<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  const step = (items.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, i) => items[Math.round(i * step)] as T);
}

/**
 * A Mermaid `xychart-beta` block, which GitHub draws in a summary where images cannot be embedded. Empty when there
 * is no line to draw: fewer than two points, or one that is not a number. Titles are constants of this program.
 */
export function lineChart(chart: LineChart): string {
  const shown = thin(chart.points, 60);
  if (shown.length < 2 || shown.some(point => !Number.isFinite(point.y))) return '';
  const ys = shown.map(point => point.y);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const room = Math.max((high - low) * 0.1, 1e-3);
  return [
    '```mermaid',
    'xychart-beta',
    `    title "${chart.title}"`,
    `    x-axis "${chart.xTitle}" [${shown.map(point => `"${point.x}"`).join(', ')}]`,
    `    y-axis "${chart.yTitle}" ${plainDecimal(Math.max(low - room, 0))} --> ${plainDecimal(high + room)}`,
    `    line [${ys.map(plainDecimal).join(', ')}]`,
    '```',
  ].join('\n');
}
