import { z } from 'zod';

/** Which engine computes. Comes from inputs and flags, never from the configuration file. */
export const engineOptions = z.strictObject({
  engine: z
    .enum(['auto', 'reference', 'tensorflow'])
    .default('auto')
    .describe('auto: tensorflow when it runs on a GPU, else reference.'),
  requireGpu: z.boolean().default(false).describe('Fail rather than compute without a GPU.'),
  runtime: z
    .string()
    .min(1)
    .optional()
    .describe('Folder whose node_modules holds the TensorFlow package, for runners that are offline.'),
});

export type EngineOptions = z.infer<typeof engineOptions>;
