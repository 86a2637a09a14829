import { checkProvider, type EngineOptions } from '../engine/options.ts';

/**
 * The part of a command's options that chooses the engine, checked before any work.
 *
 * @throws FinetuneGateError USAGE
 */
export function engineChoice(options: Omit<EngineOptions, 'threads'>): EngineOptions {
  const { engine, provider, requireGpu, runtime } = options;
  checkProvider(options);
  return { engine, provider, requireGpu, ...(runtime !== undefined && { runtime }) };
}
