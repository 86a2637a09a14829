import { join, resolve } from 'node:path';
import type { CheckOptions } from '../commands/check-options.ts';
import type { JobContext } from './context.ts';
import type { Inputs } from './inputs.ts';

/** Where a run writes when nothing says otherwise, in the runner's temporary folder. */
export const OUTPUT_FOLDER = 'finetune-gate';
const CACHE_FOLDER = 'finetune-gate-cache';
/** Kept from job to job where the runner is; not in the folder of embeddings, which the Actions cache saves. */
const MODELS_FOLDER = 'finetune-gate-models';

/** What the inputs and the context ask of the command; the caller adds the signal and the log. */
export type Job = Omit<CheckOptions, 'signal' | 'log' | 'progress' | 'execute' | 'onSecret'>;

/** Gives empty inputs their meaning, and makes every path absolute. */
export function jobOf(inputs: Inputs, context: JobContext): Job {
  const directory = resolve(context.workspace, inputs['working-directory']);
  const base = inputs['base-ref'] || context.base;
  // Without the Actions cache a folder that outlives the job still keeps the embeddings, where one is named.
  const cached = inputs.cache || inputs['cache-dir'] !== '';
  return {
    command: inputs.command,
    directory,
    config: inputs.config,
    engine: inputs.engine,
    provider: inputs.provider,
    requireGpu: inputs['require-gpu'],
    output: resolve(directory, inputs.output || join(context.temporary, OUTPUT_FOLDER)),
    ...(cached && {
      cacheDir: resolve(directory, inputs['cache-dir'] || join(context.temporary, CACHE_FOLDER)),
      cacheLimit: inputs['cache-limit'],
    }),
    modelCache: inputs['cache-dir']
      ? `${resolve(directory, inputs['cache-dir'])}-models`
      : join(context.tools, MODELS_FOLDER),
    ...(inputs.runtime !== '' && { runtime: resolve(directory, inputs.runtime) }),
    ...(base !== undefined && { baseRef: base }),
    ...(inputs['accept-policy-change'] && { acceptPolicyChange: true }),
    ...(context.fork && { foreign: true }),
  };
}
