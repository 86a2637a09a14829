import { z } from 'zod';

/** What training changes: see `trainable`. */
export type Tune = 'head' | 'all' | { readonly last: number } | { readonly lora: number };

const part = z
  .strictObject({
    last: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('This many of the last transformer layers, the base’s own dense modules and the head.'),
    lora: z
      .int()
      .min(1)
      .max(1024)
      .optional()
      .describe(
        'The head and adapters of this rank on query and value of every layer, merged into the weights at the end.',
      ),
  })
  .transform(({ last, lora }, context): Exclude<Tune, string> => {
    if (last !== undefined && lora === undefined) return { last };
    if (lora !== undefined && last === undefined) return { lora };
    // A misspelled key is not missing as well.
    if (context.issues.length === 0)
      context.addIssue({ code: 'custom', message: 'expected one of last and lora' });
    return z.NEVER;
  });

/** The `train` block of the configuration. */
export const trainOptions = z.strictObject({
  tune: z
    .union([z.enum(['head', 'all']), part], { error: 'expected head, all, { last: N } or { lora: R }' })
    .default('head')
    .describe(
      'head: only the dense head over the frozen base model. all: every weight. A map: the last layers, or adapters.',
    ),
  loss: z
    .enum([
      'online-contrastive',
      'contrastive',
      'cosine-similarity',
      'cosent',
      'multiple-negatives-ranking',
      'triplet',
    ])
    .default('online-contrastive')
    .describe('What training makes small. Which one fits depends on what the examples are.'),
  margin: z
    .number()
    .positive()
    .max(1000)
    .optional()
    .describe(
      'Cosine distance that negative pairs are pushed to; further apart they cost nothing. In triplets, how much further away than the positive the negative is to be. When omitted 0.5, for Euclidean distance 5.',
    ),
  scale: z
    .number()
    .positive()
    .max(1000)
    .optional()
    .describe(
      'Factor of the cosine similarities of cosent and multiple-negatives-ranking; 1 / temperature. When omitted 20.',
    ),
  symmetric: z
    .boolean()
    .optional()
    .describe(
      'With multiple-negatives-ranking: positives are to find their anchors as well. When omitted false.',
    ),
  distance: z
    .enum(['euclidean', 'cosine'])
    .optional()
    .describe('Distance that triplet measures. When omitted euclidean.'),
  matryoshka: z
    .array(z.int().min(1))
    .min(1)
    .refine(list => new Set(list).size === list.length, 'expected each dimension once')
    .optional()
    .describe(
      'Trains the first numbers of an embedding to be one of their own, at each of these dimensions. Name the full number too.',
    ),
  epochs: z.int().min(1).max(10_000).default(8).describe('Passes over the training pairs.'),
  batch_size: z.int().min(1).max(65_536).default(32).describe('Examples in one step.'),
  learning_rate: z.number().positive().max(10).default(1e-4).describe('AdamW’s rate after warm-up.'),
  warmup_steps: z
    .int()
    .min(0)
    .optional()
    .describe('Steps over which the rate rises from 0. When omitted 500, but at most a tenth of all steps.'),
  weight_decay: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe('AdamW’s decay of weights; biases and layer norms do not decay.'),
  max_grad_norm: z.number().positive().default(1).describe('Gradients are scaled down to this global norm.'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(42)
    .describe('Decides the order of the pairs and the start of the head.'),
  checkpoint_every: z
    .union([z.number().positive(), z.string()])
    .transform((value, context) => {
      const seconds = typeof value === 'number' ? value : secondsOf(value);
      if (seconds > 0 && seconds <= 86_400) return seconds;
      context.addIssue({ code: 'custom', message: 'expected a time such as `60s` or `5m`, of at most 24 h' });
      return z.NEVER;
    })
    .default(60)
    .describe(
      'Time between two checkpoints, from which a run that was ended goes on; there is one at each epoch too. E.g. `30s`, `5m`; a plain number counts seconds.',
    ),
});

/** Seconds of `30s`, `5m`, `1h` or a plain number; NaN for anything else. */
function secondsOf(text: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(s|m|min|h)?$/.exec(text.trim()) ?? [];
  return Number(number) * { s: 1, m: 60, min: 60, h: 3600 }[unit as 's' | 'm' | 'min' | 'h'];
}

export type TrainOptions = z.infer<typeof trainOptions>;

/**
 * The keys that shape single losses, and what they are when omitted: sentence-transformers' defaults. A key applies to
 * the losses that have it here.
 */
export const LOSS_DEFAULTS = {
  'online-contrastive': { margin: 0.5 },
  contrastive: { margin: 0.5 },
  'cosine-similarity': {},
  cosent: { scale: 20 },
  'multiple-negatives-ranking': { scale: 20, symmetric: false },
  triplet: { distance: 'euclidean', margin: 5 },
} as const satisfies Record<TrainOptions['loss'], Partial<TrainOptions>>;

/** Of cosine distances, which end at 2, sentence-transformers' margin of 5 would never be reached. */
export const TRIPLET_MARGINS = { euclidean: LOSS_DEFAULTS.triplet.margin, cosine: 0.5 } as const;
