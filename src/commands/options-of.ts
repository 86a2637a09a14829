import type { Arguments } from './arguments.ts';
import type { CheckOptions } from './check-options.ts';
import type { TerminalIo } from './verb.ts';

/** What a terminal asks of a check, a training run or a sweep, in the working directory unless the host names another. */
export function optionsOf(
  { base, output = 'finetune-gate-output', json: _, command: __, ...options }: Arguments,
  { signal, log, progress, host }: Pick<TerminalIo, 'signal' | 'log' | 'progress' | 'host'>,
): Omit<CheckOptions, 'command'> {
  const baseRef = base === undefined ? {} : { baseRef: base };
  return { ...options, ...baseRef, directory: process.cwd(), output, signal, log, progress, ...host };
}
