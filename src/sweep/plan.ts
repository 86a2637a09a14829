import type { SweepOptions } from './options.ts';
import { grid } from './space.ts';

/** The settings of one trial. */
export interface SweepPoint {
  /** Unique in its sweep, and made of the settings alone. */
  readonly id: string;
  /** All of the training data when absent. */
  readonly examples?: number;
  readonly dimensions: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** What a trial has where the sweep lists nothing. */
export interface SweepDefaults {
  readonly examples?: number;
  readonly dimensions: number;
  readonly learningRate: number;
  readonly seed: number;
}

/**
 * Every combination of the values listed, the last setting changing fastest.
 *
 * @throws FinetuneGateError CONFIG_INVALID when a setting lists a value twice
 */
export function sweepPoints(options: SweepOptions, defaults: SweepDefaults): SweepPoint[] {
  const points = grid({
    examples: options.examples ?? [defaults.examples],
    dimensions: options.dimensions ?? [defaults.dimensions],
    learningRate: options.learning_rate ?? [defaults.learningRate],
    seed: options.seed ?? [defaults.seed],
  });
  return points.map(({ examples, ...rest }) => ({
    id: `${examples ?? 'all'}x${rest.dimensions}@${rest.learningRate}#${rest.seed}`,
    ...(examples !== undefined && { examples }),
    ...rest,
  }));
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
