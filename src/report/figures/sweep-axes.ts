import type { Panel } from './sweep-lines.ts';

/** How far beyond its sizes a fitted curve is drawn at most. */
const BEYOND = 8;

/** What all panels of a figure have in common. */
export interface Axes {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly rates: { readonly min: number; readonly max: number; readonly interval: number };
}

/** As far as the trials go, and on to where a fitted curve meets the target, where that is near. */
export function axesOf(panels: readonly Panel[], target: number): Axes {
  const lines = panels.flatMap(panel => panel.lines);
  const sizes = [...new Set(lines.flatMap(({ points }) => points.map(({ examples }) => examples)))].sort(
    (a, b) => a - b,
  );
  const [low, high] = [Math.max(1, sizes[0] ?? 1), Math.max(1, sizes.at(-1) ?? 1)];
  const needed = lines.flatMap(one => (one.needed && one.fit ? [one.needed.examples] : []));
  const farthest = Math.max(high, ...needed.filter(examples => examples <= BEYOND * high));
  const [from, to] = low === farthest ? [low / 2, low * 2] : [low, farthest > high ? farthest * 1.15 : high];
  return {
    from,
    to,
    ticks: ticksOf(sizes, from, to),
    rates: rangeOf([
      target,
      ...lines.flatMap(({ points }) => points.flatMap(point => [point.rate, point.low, point.high])),
      ...panels.flatMap(({ levels }) => levels.map(level => level.rate)),
    ]),
  };
}

/** From and to marks of the axis, with room on both sides. */
function rangeOf(rates: readonly number[]): Axes['rates'] {
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const room = Math.max(0.005, (high - low) * 0.05);
  const interval = [0.02, 0.05].find(step => high - low + 2 * room <= 7 * step) ?? 0.1;
  return {
    interval,
    min: Math.max(0, Math.floor((low - room) / interval) * interval),
    max: Math.min(1, Math.ceil((high + room) / interval) * interval),
  };
}

/** The sizes themselves, and beyond them powers of two of the largest; none nearer to the next than its number is wide. */
function ticksOf(sizes: readonly number[], from: number, to: number): number[] {
  const beyond = sizes.length > 1 ? [2, 4, 8].map(times => times * (sizes.at(-1) ?? 1)) : [];
  const gap = Math.log(to / from) / 8;
  const kept: number[] = [];
  for (const size of [...sizes, ...beyond.filter(one => one <= to)]) {
    const last = kept.at(-1);
    if (last === undefined || Math.log(size / last) >= gap) kept.push(size);
  }
  return kept;
}
