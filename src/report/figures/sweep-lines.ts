import type { SweepSummary } from '../sweep-summary.ts';
import { nameOf } from './style.ts';

/** What the figures of a sweep are drawn from: the page carries this much of a summary. */
export type SweepFigureSource = Pick<SweepSummary, 'curves' | 'bases' | 'baselines' | 'target'>;

export const sweepFigureSource = ({ curves, bases, baselines, target }: SweepSummary): SweepFigureSource => ({
  curves,
  bases,
  baselines,
  target,
});

type Curve = SweepFigureSource['curves'][number];

/** A size of a line: the mean of its seeds, and of their intervals' ends. */
export interface LinePoint {
  readonly examples: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly seeds: number;
}

export interface SweepLine {
  /** Harmless in a chart. */
  readonly name: string;
  readonly points: readonly LinePoint[];
  /** Every trial's own rate. */
  readonly trials: readonly (readonly [examples: number, rate: number])[];
  readonly fit?: Curve['fit'];
  readonly needed?: Curve['needed'];
}

/** A base model's lines, and the rates that they are held against. */
export interface Panel {
  readonly base: string;
  readonly lines: readonly SweepLine[];
  /** Lines that are not drawn. */
  readonly leftOut: number;
  readonly levels: readonly { readonly name: string; readonly rate: number }[];
}

/** Lines of a panel that can be told apart, and panels of a figure. */
const LINES = 6;
const LEVELS = 4;
/** Characters of a line's name: dimensions, learning rate and what is trained. */
const NAME = 48;
export const PANELS = 12;

/** A panel for each base model that has a curve, in the order of the configuration. */
export function panelsOf({ curves, bases, baselines }: SweepFigureSource): Panel[] {
  const known = bases.map(({ base }) => base);
  const names = [...new Set([...known, ...curves.map(({ base }) => base)])];
  const shown = lineNames(curves);
  return names
    .map(base => {
      const lines = curves
        .filter(curve => curve.base === base)
        .map(curve => lineOf(curve, shown.get(curve.series)!))
        .filter(({ points }) => points.length > 0);
      const own = bases.find(one => one.base === base);
      const levels = [
        ...(own ? [{ name: 'base model, unmodified', rate: own.errorRate }] : []),
        ...baselines
          .filter(({ errorRate }) => Number.isFinite(errorRate))
          .map(({ name, errorRate }) => ({ name: nameOf(name, 30), rate: errorRate })),
      ];
      return {
        base,
        lines: longest(lines),
        leftOut: Math.max(0, lines.length - LINES),
        levels: levels.slice(0, LEVELS),
      };
    })
    .filter(({ lines }) => lines.length > 0)
    .slice(0, PANELS);
}

/** Those that go through the most sizes, in their order. */
function longest(lines: readonly SweepLine[]): SweepLine[] {
  const sizes = ({ points }: SweepLine) => points.length;
  const kept = new Set(lines.toSorted((a, b) => sizes(b) - sizes(a)).slice(0, LINES));
  return lines.filter(line => kept.has(line));
}

/** A chart tells lines apart by their names, so those that are cut to the same one get a number. */
function lineNames(curves: readonly Curve[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Map<string, number>();
  for (const series of new Set(curves.map(one => one.series))) {
    const name = nameOf(series, NAME);
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    names.set(series, count === 1 ? name : `${name} (${count})`);
  }
  return names;
}

function lineOf({ points: all, fit, needed }: Curve, name: string): SweepLine {
  const points = all.filter(({ errorRate }) => Number.isFinite(errorRate));
  const sizes = [...new Set(points.map(({ examples }) => examples))].sort((a, b) => a - b);
  return {
    name,
    points: sizes.map(examples => {
      const own = points.filter(point => point.examples === examples);
      const mean = (of: (point: (typeof own)[number]) => number) =>
        own.reduce((sum, point) => sum + of(point), 0) / own.length;
      return {
        examples,
        rate: mean(({ errorRate }) => errorRate),
        low: mean(({ interval }) => interval.low),
        high: mean(({ interval }) => interval.high),
        seeds: own.length,
      };
    }),
    trials: points.map(({ examples, errorRate }) => [examples, errorRate] as const),
    ...(fit && { fit }),
    ...(needed && { needed }),
  };
}
