import { resolve } from 'node:path';
import type { Arguments } from './arguments.ts';
import { engineChoice } from './engine-choice.ts';
import { cacheOf, localModel } from './local-model.ts';
import { formatSeconds, progressReporter } from './progress.ts';
import { inWorker } from './supervise.ts';
import type { EncodeReport } from './text-jobs.ts';

/** `finetune-gate encode`: the embeddings of a text file, in a worker that can be interrupted. */
export async function runEncode(
  args: Arguments,
  signal: AbortSignal,
  log: (line: string) => void,
  progress: (line: string) => void,
  execute = inWorker(),
): Promise<EncodeReport> {
  const emit = progressReporter(log, progress);
  const directory = process.cwd();
  const { folder: model } = await localModel(args, directory, undefined, { signal, emit });
  const job = {
    kind: 'encode',
    model,
    input: resolve(args.input as string),
    output: resolve(args.output as string),
    engine: engineChoice(args),
    ...cacheOf(args, directory),
  } as const;
  return execute(job, emit, signal);
}

/** What was written, in a line. */
export function encodedLine(
  { texts, encoded, dimensions, seconds }: EncodeReport,
  { output }: Pick<Arguments, 'output'>,
): string {
  const written = `Wrote ${texts} embeddings of ${dimensions} dimensions to ${output}`;
  return `${written} in ${formatSeconds(seconds)}; ${encoded} texts were encoded.`;
}
