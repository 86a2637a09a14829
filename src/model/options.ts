import { z } from 'zod';
import type { ProviderOptions } from './provider/provider.ts';

export const PRECISIONS = ['fp32', 'int8'] as const;

/** Of the products of tokens with the frozen encoder's weights; everything else is computed in 32-bit floats. */
export type Precision = (typeof PRECISIONS)[number];

/** The `model` block of the configuration. */
export const modelOptions = z.strictObject({
  base: z
    .string()
    .trim()
    .min(1)
    .describe(
      'The base model in the sentence-transformers layout: a folder or a .tar.gz, relative to the configuration file; owner/name@revision on the Hugging Face hub; or the https address of a .tar.gz. A plain transformers checkpoint (no modules.json) is taken with mean pooling.',
    ),
  sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'expected the 64 digits of a SHA-256')
    .optional()
    .describe('SHA-256 of the base model’s .tar.gz. In CI, an archive behind an address needs it.'),
  max_length: z
    .int()
    .min(2)
    .max(1_000_000)
    .optional()
    .describe(
      'Most tokens of a text that count, special tokens included. The model’s own limit when omitted.',
    ),
  dimensions: z
    .int()
    .min(1)
    .max(65_536)
    .optional()
    .describe('Outputs of a dense tanh head put after the base model. No head when omitted.'),
  precision: z
    .enum(PRECISIONS)
    .default('fp32')
    .describe(
      'Of the frozen encoder’s products: int8 is faster on the CPU, for tune: head only, and the report says how close it is.',
    ),
});

/** A base whose embeddings an API computes. */
export interface ProviderBase {
  readonly provider: ProviderOptions;
}

/** The same block where the base may also be a provider, whose schema another room declares. */
export const modelOptionsWith = <P extends z.ZodType<ProviderOptions>>(provider: P) =>
  modelOptions.extend({
    base: z
      .union([
        modelOptions.shape.base,
        z.strictObject({
          provider: provider.describe('An embedding API: a head is trained over its embeddings.'),
        }),
      ])
      .describe('The base model: a folder, a model of the hub, a .tar.gz, or an embedding API.'),
  });

export type ModelOptions = Omit<z.infer<typeof modelOptions>, 'base'> & {
  readonly base: string | ProviderBase;
};
