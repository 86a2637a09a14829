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
  slices: z
    .array(z.string().trim().min(1))
    .min(1)
    .max(20)
    .transform(names => [...new Set(names)])
    .optional()
    .describe(
      'Columns of the test data by whose values reports take the pairs apart, such as `source`; those that rules name are taken besides.',
    ),
  seeds: z
    .int()
    .min(1)
    .max(15)
    .refine(count => count % 2 === 1, { error: 'expected an odd number, so that there is a majority' })
    .default(1)
    .describe(
      'How many times to train, with `train.seed` and the whole numbers after it. The majority decides each pair; the first model is the one that is saved.',
    ),
});

export type EvaluateOptions = z.infer<typeof evaluateOptions>;

const name = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}"]{1,60}$/u, '1 to 60 characters without quotes or line breaks')
  .describe('How rules and the report call it: `error_rate < baseline.NAME`.');

/** Where the record is when nothing else is said, relative to the configuration file. */
export const RECORD_FILE = '.finetune-gate/baseline.json';

const numberBaseline = z.strictObject({
  error_rate: z.number().min(0).max(1).describe('A known error rate on this test split, e.g. 0.17.'),
  name: name.optional(),
});

const recordBaseline = z.strictObject({
  record: file.describe(
    'The file that `finetune-gate baseline update` wrote, relative to the configuration file.',
  ),
  name: name.optional(),
});

const modelBaseline = z.strictObject({
  model: file.describe(
    'Another model, scored on the same test pairs: a folder or a .tar.gz, relative to the configuration file; owner/name@revision on the hub; or the https address of a .tar.gz.',
  ),
  sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'expected the 64 digits of a SHA-256')
    .optional()
    .describe('SHA-256 of its .tar.gz. In CI, an archive behind an address needs it.'),
  max_length: z
    .int()
    .min(2)
    .max(1_000_000)
    .optional()
    .describe('Most tokens of a text that count with it. Its own limit when omitted.'),
  name,
});

export type ModelBaseline = z.infer<typeof modelBaseline>;

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
    name: name.optional().describe('How rules and the report call it. The model’s name when omitted.'),
  })
  .superRefine(({ max_cost, price_per_million_tokens: price }, context) => {
    if (max_cost === undefined || price !== undefined) return;
    const message = 'expected price_per_million_tokens beside it, without which no cost is known';
    context.addIssue({ code: 'custom', path: ['max_cost'], message });
  });

/** One entry each; what a map is is told by its first key. */
const baselineOption = z.union([
  z.literal('base-model').describe('The base model as it is, before training.'),
  z.literal('base-branch').describe('The model that configuration and data of the base branch give.'),
  z.literal('record').describe(`The record of an earlier model, \`${RECORD_FILE}\` on the base branch.`),
  numberBaseline,
  recordBaseline,
  modelBaseline,
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
    'What a model is held against: `base-model`, `base-branch`, `record`, a known error rate, another model, or a list; the first is the bar.',
  );

export type BaselineOptions = z.infer<typeof baselineOptions>;
