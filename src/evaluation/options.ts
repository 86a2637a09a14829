import { z } from 'zod';
import { baselineName } from './baseline-name.ts';

const file = z.string().trim().min(1);

/** Queries, documents and what belongs together, for scores of retrieval. */
export const retrievalOptions = z.strictObject({
  queries: file.describe(
    'Queries with columns `id` and `text`, relative to the configuration file (.csv .tsv .jsonl).',
  ),
  corpus: file.describe('Documents with columns `id` and `text`, and `title` where there is one.'),
  relevance: file.describe(
    'Which documents are relevant: columns `query-id`, `corpus-id` and `score`; 1 is relevant when there is no score.',
  ),
  k: z
    .array(z.int().min(1).max(1000))
    .min(1)
    .default([1, 3, 5, 10, 100])
    .transform(ks => [...new Set(ks)].sort((a, b) => a - b))
    .describe('How many of the first documents count, each for every metric: `recall@10` needs 10 here.'),
});

export type RetrievalOptions = z.infer<typeof retrievalOptions>;

/** The `evaluate` block of the configuration. */
export const evaluateOptions = z.strictObject({
  threshold: z
    .union([z.enum(['validation', 'logistic']), z.number().min(-1).max(1)])
    .default('validation')
    .describe(
      'Cosine similarity from which a pair counts as positive: the most accurate on the validation pairs, that of a logistic regression on the training pairs, or a number from -1 to 1.',
    ),
  retrieval: retrievalOptions
    .optional()
    .describe(
      'Search scored by queries, a corpus and relevance: accuracy, precision, recall, mrr, ndcg and map at k.',
    ),
});

export type EvaluateOptions = z.infer<typeof evaluateOptions>;

/** Whether a key may be sent there: only this machine is spoken to in the clear. */
function isProviderAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username + password + search + hash !== '') return false;
  return (
    protocol === 'https:' ||
    (protocol === 'http:' && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname))
  );
}

const shownName = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}"]{1,60}$/u, '1 to 60 characters without quotes or line breaks');

/** An endpoint that answers as the embeddings endpoint of the OpenAI API does; also what `model.base` may name. */
export const providerOptions = z
  .strictObject({
    base_url: z
      .string()
      .trim()
      .max(2000)
      .refine(
        isProviderAddress,
        'expected an https address such as https://api.example.com/v1; http is for this machine alone',
      )
      .describe('Address of the API, without `/embeddings`, e.g. https://api.example.com/v1.'),
    model: z
      .string()
      .trim()
      .regex(/^[^\p{Cc}"]{1,200}$/u, '1 to 200 characters without quotes or line breaks')
      .describe('Name of the embedding model there.'),
    dimensions: z
      .int()
      .min(1)
      .max(65_536)
      .optional()
      .describe('Numbers of an embedding to ask for. The model’s own when omitted.'),
    key_env: z
      .string()
      .regex(
        /^(?=.*(?:KEY|TOKEN|SECRET))[A-Z_][A-Z0-9_]{0,199}$/,
        'expected the name of an environment variable that says KEY, TOKEN or SECRET',
      )
      .default('OPENAI_API_KEY')
      .describe('Environment variable that holds the key; never the key itself.'),
    price_per_million_tokens: z
      .number()
      .min(0)
      .optional()
      .describe('Price of a million tokens, in any currency, so that a run shows its cost.'),
    max_cost: z
      .number()
      .min(0)
      .optional()
      .describe('Most that a run may spend on this provider, in the currency of the price.'),
    batch_size: z.int().min(1).max(2048).default(256).describe('Most texts of a request.'),
    concurrency: z.int().min(1).max(64).default(4).describe('Requests at the same time.'),
    name: shownName.optional().describe('How rules and the report call it. The model’s name when omitted.'),
  })
  .superRefine(({ max_cost, price_per_million_tokens: price }, context) => {
    if (max_cost === undefined || price !== undefined) return;
    const message = 'expected price_per_million_tokens beside it, without which no cost is known';
    context.addIssue({ code: 'custom', path: ['max_cost'], message });
  });

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
  z.strictObject({
    provider: providerOptions.describe(
      'An embedding API, whose embeddings are compared by cosine similarity.',
    ),
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
