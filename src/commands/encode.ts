import { resolve } from 'node:path';
import type { Arguments } from './arguments.ts';
import { parseCacheLimit } from './cache-limit.ts';
import { engineChoice } from './engine-choice.ts';
import type { EncodeReport } from './job.ts';
import { progressReporter } from './progress.ts';
import { inWorker } from './supervise.ts';

/** `finetune-gate encode`: the embeddings of a text file, in a worker that can be interrupted. */
export function runEncode(
  args: Arguments,
  signal: AbortSignal,
  log: (line: string) => void,
  progress: (line: string) => void,
  execute = inWorker(),
): Promise<EncodeReport> {
  const job = {
    kind: 'encode',
    model: resolve(args.model as string),
    input: resolve(args.input as string),
    output: resolve(args.output as string),
    engine: engineChoice(args),
    ...(args.cacheDir !== undefined && { cacheDir: resolve(args.cacheDir) }),
    ...(args.cacheLimit !== undefined && { cacheLimit: parseCacheLimit(args.cacheLimit) }),
  } as const;
  return execute(job, progressReporter(log, progress), signal);
}
