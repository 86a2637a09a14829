import { z } from 'zod';
import { METRICS, type MetricName } from '../evaluation/types.ts';
import type { LossName, PointTune } from './point.ts';

const some = <T extends z.ZodType>(value: T) => z.array(value).min(1).max(10_000).optional();

/** Trials of a sweep. */
export const MOST_TRIALS = 10_000;

export const STRATEGIES = ['grid', 'random', 'halving'] as const;

/** A metric of which more is better. */
export type Maximized = Exclude<MetricName, 'error_rate'>;

const MAXIMIZED = METRICS.filter((name): name is Maximized => name !== 'error_rate');

/** What other rooms say of a base model and of training. */
export interface SweptShapes<
  Base extends z.ZodType<string>,
  Sha256 extends z.ZodOptional<z.ZodType<string>>,
  MaxLength extends z.ZodOptional<z.ZodType<number>>,
  Loss extends z.ZodType<LossName>,
  Tune extends z.ZodType<PointTune>,
> {
  readonly base: Base;
  readonly sha256: Sha256;
  readonly max_length: MaxLength;
  readonly loss: Loss;
  readonly tune: Tune;
}

/**
 * The `sweep` block of the configuration: what is listed, and how much of it is tried.
 *
 * @param shapes the schemas of what `model` and `train` take in the same places
 */
export const sweepOptionsWith = <
  Base extends z.ZodType<string>,
  Sha256 extends z.ZodOptional<z.ZodType<string>>,
  MaxLength extends z.ZodOptional<z.ZodType<number>>,
  Loss extends z.ZodType<LossName>,
  Tune extends z.ZodType<PointTune>,
>({
  base,
  sha256,
  max_length,
  loss,
  tune,
}: SweptShapes<Base, Sha256, MaxLength, Loss, Tune>) =>
  z.strictObject({
    base: some(z.union([base, z.strictObject({ base, sha256, max_length })])).describe(
      'Base models to try, each as `model.base`, or a map with its `sha256` and `max_length`. `model.base` when omitted.',
    ),
    examples: some(z.int().min(2)).describe(
      'Numbers of training examples to try; subsets are nested, 100 within 200. `data.examples` when omitted.',
    ),
    dimensions: some(z.int().min(1).max(65_536)).describe(
      'Sizes of the head to try. `model.dimensions` when omitted.',
    ),
    learning_rate: some(z.number().positive().max(10)).describe(
      'Learning rates to try. `train.learning_rate` when omitted.',
    ),
    loss: some(loss).describe('Losses to try. `train.loss` when omitted.'),
    tune: some(tune).describe('What to train, each as `train.tune`, which it is when omitted.'),
    seed: some(
      z
        .int()
        .min(0)
        .max(2 ** 31 - 1),
    ).describe('Seeds to try, each of which chooses its own examples. `train.seed` when omitted.'),
    strategy: z
      .enum(STRATEGIES)
      .default('grid')
      .describe(
        'grid: every combination. random: `trials` of them, drawn by `train.seed`. halving: short trials first, and longer ones of the best.',
      ),
    trials: z
      .int()
      .min(1)
      .max(MOST_TRIALS)
      .optional()
      .describe(
        'How many combinations are drawn. Of random, and of halving, which begins with all when omitted.',
      ),
    resource: z
      .enum(['examples', 'epochs'])
      .default('epochs')
      .describe(
        'What the first trials of halving have less of: epochs, up to `train.epochs`, or examples, from the least to the most of `sweep.examples`.',
      ),
    eta: z
      .number()
      .min(1.5)
      .max(100)
      .default(3)
      .describe('Halving: one of this many trials goes on, with this many times the resource.'),
    parallel: z
      .int()
      .min(1)
      .max(1024)
      .optional()
      .describe('Workers that train heads at once. One a core when omitted, one on a GPU.'),
    maximize: z
      .enum(MAXIMIZED)
      .default('accuracy')
      .describe('Metric on validation by which the best trial is found, among those that satisfy the rules.'),
  });

export type SweepOptions = z.infer<ReturnType<typeof sweepOptionsWith>>;
