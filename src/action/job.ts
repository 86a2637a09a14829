import { join, resolve } from 'node:path';
import type { Arguments } from '../commands/arguments.ts';
import type { CheckOptions } from '../commands/check-options.ts';
import type { JobContext } from './context.ts';
import type { ActionCommand, Inputs } from './inputs.ts';

/** Where a run writes when nothing says otherwise, in the runner's temporary folder. */
export const OUTPUT_FOLDER = 'finetune-gate';
const RELEASE_FOLDER = 'finetune-gate-release';
const CACHE_FOLDER = 'finetune-gate-cache';
/** Kept from job to job where the runner is; not in the folder of embeddings, which the Actions cache saves. */
const MODELS_FOLDER = 'finetune-gate-models';

/** What the inputs and the context ask of the command; the caller adds the signal and the log. */
export type Job = Omit<CheckOptions, 'command' | 'signal' | 'log' | 'progress' | 'execute' | 'onSecret'> & {
  readonly command: ActionCommand;
};

/** Gives empty inputs their meaning, and makes every path absolute. */
export function jobOf(inputs: Inputs, context: JobContext): Job {
  const directory = resolve(context.workspace, inputs['working-directory']);
  const base = inputs['base-ref'] || context.base;
  // Without the Actions cache a folder that outlives the job still keeps the embeddings, where one is named.
  const cached = inputs.cache || inputs['cache-dir'] !== '';
  const folder = inputs.command === 'publish' ? RELEASE_FOLDER : OUTPUT_FOLDER;
  return {
    command: inputs.command,
    directory,
    config: inputs.config,
    engine: inputs.engine,
    provider: inputs.provider,
    requireGpu: inputs['require-gpu'],
    output: resolve(directory, inputs.output || join(context.temporary, folder)),
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

/** The folders of the input `from`. */
export function foldersOf({ from }: Inputs, { directory }: Pick<Job, 'directory'>): string[] {
  const lines = from.split(/\r?\n/).map(line => line.trim());
  return lines.filter(line => line !== '').map(line => resolve(directory, line));
}

/** The same words as of the terminal, for commands that both have; relative paths are left to no working directory. */
export function argumentsOf(inputs: Inputs, job: Job, context: JobContext): Arguments {
  const { command, config, engine, provider, requireGpu, output, runtime, cacheDir, cacheLimit, baseRef } =
    job;
  const folders = foldersOf(inputs, job);
  return {
    command,
    config,
    engine,
    provider,
    requireGpu,
    output,
    ...(runtime !== undefined && { runtime }),
    ...(cacheDir !== undefined && { cacheDir }),
    ...(cacheLimit !== undefined && { cacheLimit }),
    ...(baseRef !== undefined && { base: baseRef }),
    ...(command === 'plan' && inputs.jobs !== '' && { jobs: inputs.jobs }),
    ...(command === 'trial' && { phase: inputs.phase, shard: inputs.shard }),
    ...((command === 'trial' || command === 'collect') && folders.length > 0 && { folders }),
    ...(command === 'collect' && inputs['max-missing'] !== '' && { 'max-missing': inputs['max-missing'] }),
    ...(command === 'publish' && publishing(inputs, context, folders)),
  };
}

function publishing({ tag: asked, hub }: Inputs, context: JobContext, folders: readonly string[]) {
  const tag = asked || context.tag;
  return {
    from: folders.at(-1) ?? join(context.temporary, OUTPUT_FOLDER),
    ...(tag !== undefined && { tag }),
    ...(hub !== '' && { hub }),
  };
}
