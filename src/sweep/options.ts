import { z } from 'zod';

const some = <T extends z.ZodType>(value: T) => z.array(value).min(1).max(10_000).optional();

/** The `sweep` block of the configuration: every combination of what is listed is one trial. */
export const sweepOptions = z.strictObject({
  examples: some(z.int().min(2)).describe(
    'Numbers of training examples to try; subsets are nested, 100 within 200. `data.examples` when omitted.',
  ),
  dimensions: some(z.int().min(1).max(65_536)).describe(
    'Sizes of the head to try. `model.dimensions` when omitted.',
  ),
  learning_rate: some(z.number().positive().max(10)).describe(
    'Learning rates to try. `train.learning_rate` when omitted.',
  ),
  seed: some(
    z
      .int()
      .min(0)
      .max(2 ** 31 - 1),
  ).describe('Seeds to try, each of which chooses its own examples. `train.seed` when omitted.'),
});

export type SweepOptions = z.infer<typeof sweepOptions>;
