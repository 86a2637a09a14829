import * as core from '@actions/core';
import { visible } from '../report/text.ts';

/** Milliseconds between two progress lines: a runner's log only grows. */
const PROGRESS_MS = 5_000;

/**
 * Lines that the runner shows and never obeys: it takes `::command::` at the start of a line and `##[command]`
 * anywhere in it for a command, and any of `\n`, `\r` for the end of a line.
 */
export function inertLines(text: string): string[] {
  return text.split(/\r\n|[\n\r]/).map(line =>
    visible(line.replace(/\t/g, '  '))
      .replace(/^(\s*):(?=:)/, '$1: ')
      .replace(/##(?=\[)/g, '## '),
  );
}

export function log(text: string): void {
  for (const line of inertLines(text)) core.info(line);
}

/** Logs a progress line now and then, the first at once. */
export function progressLog(now: () => number = () => performance.now()): (line: string) => void {
  let last = Number.NEGATIVE_INFINITY;
  return line => {
    if (now() - last < PROGRESS_MS) return;
    last = now();
    log(line);
  };
}
