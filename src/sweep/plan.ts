import { FinetuneGateError } from '../errors.ts';
import { draw } from './draw.ts';
import { MOST_TRIALS, type SweepOptions } from './options.ts';
import { pointOf, type SweepPoint } from './point.ts';
import { grid } from './space.ts';

/** What a trial has where the sweep lists nothing. */
export type SweepDefaults = Omit<SweepPoint, 'id'>;

type Listed = Pick<
  SweepOptions,
  'base' | 'examples' | 'dimensions' | 'learning_rate' | 'loss' | 'tune' | 'seed'
>;

/**
 * Every combination of the values listed, the last setting changing fastest.
 *
 * @throws FinetuneGateError CONFIG_INVALID when a setting lists a value twice
 */
export function sweepPoints(options: Listed, defaults: SweepDefaults): SweepPoint[] {
  const points = grid({
    base: options.base?.map(base => (typeof base === 'string' ? base : base.base)) ?? [defaults.base],
    examples: options.examples ?? [defaults.examples],
    dimensions: options.dimensions ?? [defaults.dimensions],
    learning_rate: options.learning_rate ?? [defaults.learningRate],
    loss: options.loss ?? [defaults.loss],
    tune: options.tune ?? [defaults.tune],
    seed: options.seed ?? [defaults.seed],
  });
  return points.map(({ examples, dimensions, learning_rate: learningRate, ...rest }) =>
    pointOf({
      ...rest,
      learningRate,
      epochs: defaults.epochs,
      ...(examples !== undefined && { examples }),
      ...(dimensions !== undefined && { dimensions }),
    }),
  );
}

/**
 * The points that a strategy begins with, in the order of the grid: all, or a draw of `trials`. Those of halving are
 * without what its rungs give them.
 *
 * @param seed of the draw
 * @throws FinetuneGateError CONFIG_INVALID when there are too many, and what `sweepPoints` throws
 */
export function plannedPoints(options: SweepOptions, defaults: SweepDefaults, seed: number): SweepPoint[] {
  const { strategy, resource, trials, examples: _, ...fixed } = options;
  const rungs = strategy === 'halving' && resource === 'examples';
  const all = sweepPoints(rungs ? fixed : options, defaults);
  const points = strategy === 'grid' || trials === undefined ? all : draw(all, trials, seed);
  if (points.length <= MOST_TRIALS) return points;
  throw new FinetuneGateError(
    'CONFIG_INVALID',
    `The sweep has ${points.length} trials; at most ${MOST_TRIALS} are tried.`,
    { remedy: 'List fewer values, or draw some of the combinations: `strategy: random` with `trials`.' },
  );
}

/** What a step costs beside the head's outputs, for each example and in units of these; of an encoder that learns. */
const FIXED_WORK = 100;
const ENCODER_WORK = 100_000;

/**
 * About how much work a trial is, to be compared with that of others.
 *
 * @param all examples of a trial that takes all
 */
export function workOf(
  { examples, epochs, dimensions = 0, tune }: Omit<SweepPoint, 'id'>,
  all: number,
): number {
  return (examples ?? all) * epochs * (tune === 'head' ? dimensions + FIXED_WORK : ENCODER_WORK);
}

/**
 * Deals items to `parts` workers so that none has much more to do than another: the heaviest first, each to whoever has
 * least (R. Graham, "Bounds on Multiprocessing Timing Anomalies", 1969). Parts without an item are left out.
 */
export function balance<T>(items: readonly T[], parts: number, weight: (item: T) => number): T[][] {
  const loads = Array.from({ length: parts }, () => ({ weight: 0, items: [] as T[] }));
  for (const item of items.toSorted((a, b) => weight(b) - weight(a))) {
    const lightest = loads.reduce((least, load) => (load.weight < least.weight ? load : least));
    lightest.weight += weight(item);
    lightest.items.push(item);
  }
  return loads.map(load => load.items).filter(part => part.length > 0);
}
