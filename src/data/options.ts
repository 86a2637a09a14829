import { z } from 'zod';
import { isCalmGlob } from './calm-glob.ts';

const path = z.string().trim().min(1);

/** One path or glob, or a list of them; always a list once parsed. */
const paths = z.union([path, z.array(path).min(1)], { error: 'expected a path, a glob or a list of them' });

const list = (value: string | string[]): string[] => (Array.isArray(value) ? value : [value]);

const CALM = 'expected paths, or globs with at most three `*` and braces in a name and no groups';

const columnName = z.string().min(1);

/** The `data` block of the configuration. */
export const dataOptions = z.strictObject({
  train: paths
    .transform(list)
    .refine(all => all.every(isCalmGlob), CALM)
    .describe(
      'Pairs to train on: a path, a glob or a list, relative to the configuration file (.csv .tsv .jsonl .parquet).',
    ),
  validation: z
    .union([z.number().gt(0).lt(1), path, z.array(path).min(1)], {
      error: 'expected a path, a glob, a list of them, or a fraction between 0 and 1',
    })
    .transform(value => (typeof value === 'number' ? value : list(value)))
    .refine(value => typeof value === 'number' || value.every(isCalmGlob), CALM)
    .describe(
      'Pairs that choose the threshold and the best epoch: paths as for train, or a fraction of train such as 0.1, grouped so that no text is on both sides.',
    ),
  test: paths
    .transform(list)
    .refine(all => all.every(isCalmGlob), CALM)
    .describe('Pairs that judge the model, and that nothing is chosen on: paths as for train.'),
  format: z
    .enum(['auto', 'pair', 'scored-pair', 'positive-pair', 'triplet'])
    .default('auto')
    .describe(
      'What a row of train is: a pair with a label, a pair with a score from 0 to 1, a pair that is positive by itself, or an anchor with a positive and negatives. auto tells by the columns.',
    ),
  columns: z
    .strictObject({
      first: columnName.optional().describe('Column of the first text.'),
      second: columnName.optional().describe('Column of the second text.'),
      label: columnName.optional().describe('Column of the label: 1 when both texts mean the same, else 0.'),
      score: columnName
        .optional()
        .describe('Column of the score, in place of a label: how similar both texts are, from 0 to 1.'),
      anchor: columnName
        .optional()
        .describe('Column of the anchor in triplets and positive pairs; the first text when omitted.'),
      positive: columnName
        .optional()
        .describe('Column of the positive in triplets and positive pairs; the second text when omitted.'),
      negative: z
        .union([columnName, z.array(columnName).min(1)], { error: 'expected a column or a list of them' })
        .transform(list)
        .optional()
        .describe('Column of the negative in triplets, or a list of several.'),
    })
    .optional()
    .describe(
      'Names of the columns. Found by common names (question1, question2, is_duplicate, …) when omitted.',
    ),
  positive_from: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('Score from which a pair counts as positive, where pairs with scores are to judge the model.'),
  examples: z
    .int()
    .min(2)
    .optional()
    .describe(
      'Train on a subset of this many rows. Subsets are nested: 100 are within 200. All when omitted.',
    ),
  drop_near_duplicates: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe(
      'Leave train pairs out of which both texts are near those of a validation or test pair, or of an earlier train pair with the same label: from this cosine similarity of the base model’s embeddings, e.g. 0.97. Nothing when omitted.',
    ),
  fail_on: z
    .array(z.enum(['leakage', 'conflict', 'duplicate', 'encoding']))
    .default(['leakage', 'conflict'])
    .describe('Kinds of findings in the data that fail the run by themselves.'),
});

export type DataOptions = z.infer<typeof dataOptions>;
