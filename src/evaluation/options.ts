import { z } from 'zod';
import { baselineName } from './baseline-name.ts';

/** The `evaluate` block of the configuration. */
export const evaluateOptions = z.strictObject({
  threshold: z
    .union([z.enum(['validation', 'logistic']), z.number().min(-1).max(1)])
    .default('validation')
    .describe(
      'Cosine similarity from which a pair counts as positive: the most accurate on the validation pairs, that of a logistic regression on the training pairs, or a number from -1 to 1.',
    ),
});

export type EvaluateOptions = z.infer<typeof evaluateOptions>;

const baselineOption = z.union([
  z.literal('base-model').describe('The base model as it is, before training.'),
  z.strictObject({
    error_rate: z.number().min(0).max(1).describe('A known error rate on this test split, e.g. 0.17.'),
    name: z
      .string()
      .trim()
      .regex(/^[^\p{Cc}"]{1,60}$/u, '1 to 60 characters without quotes or line breaks')
      .optional()
      .describe('How rules and the report call it: `error_rate < baseline.NAME`.'),
  }),
]);

export type BaselineOption = z.infer<typeof baselineOption>;

/** The `baseline` key: one baseline or a list; the first is the bar of `error_rate < baseline`. */
export const baselineOptions = z
  .union([baselineOption, z.array(baselineOption).min(1)])
  .transform((value): BaselineOption[] => (Array.isArray(value) ? value : [value]))
  .superRefine((baselines, context) => {
    const names = baselines.map(baselineName);
    names.forEach((name, i) => {
      if (names.indexOf(name) === i) return;
      context.addIssue({
        code: 'custom',
        path: [i],
        message: `another baseline is called \`${name}\`; give it a \`name\``,
      });
    });
  })
  .prefault(['base-model'])
  .describe(
    'What a model is held against: `base-model`, a known error rate, or a list; the first is the bar.',
  );

export type BaselineOptions = z.infer<typeof baselineOptions>;
