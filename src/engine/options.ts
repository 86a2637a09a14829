import { z } from 'zod';
import { FinetuneGateError } from '../errors.ts';
import { ENGINES, PROVIDERS } from './choices.ts';

export { ENGINES, PROVIDERS };

/** Which engine computes. Comes from inputs and flags, never from the configuration file. */
export const engineOptions = z.strictObject({
  engine: z
    .enum(ENGINES)
    .default('auto')
    .describe('auto: tensorflow or onnxruntime on a GPU, else onnxruntime on the CPU, else reference.'),
  provider: z
    .enum(PROVIDERS)
    .default('auto')
    .describe('Where onnxruntime computes. auto: webgpu where it finds a GPU, else cpu.'),
  requireGpu: z.boolean().default(false).describe('Fail rather than compute without a GPU.'),
  runtime: z
    .string()
    .min(1)
    .optional()
    .describe('Folder whose node_modules holds the native packages, for runners that are offline.'),
  threads: z
    .int()
    .min(1)
    .optional()
    .describe('Threads of the CPU provider; all that are there when omitted.'),
});

export type EngineOptions = z.infer<typeof engineOptions>;

/** @throws `USAGE` when a provider is asked of an engine that has none. */
export function checkProvider({ engine, provider }: Pick<EngineOptions, 'engine' | 'provider'>): void {
  if (provider === 'auto' || engine === 'auto' || engine === 'onnxruntime') return;
  throw new FinetuneGateError('USAGE', `The engine \`${engine}\` has no provider \`${provider}\`.`, {
    remedy: 'Set `engine: onnxruntime`, or leave the provider away.',
  });
}
