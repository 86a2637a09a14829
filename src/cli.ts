#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { type Arguments, parseArguments, USAGE } from './commands/arguments.ts';
import { runCheck } from './commands/check.ts';
import { runDedupe } from './commands/dedupe.ts';
import { runEncode } from './commands/encode.ts';
import { runMine } from './commands/mine.ts';
import { unwritable } from './commands/output-folder.ts';
import { formatSeconds } from './commands/progress.ts';
import { onSignals } from './commands/signals.ts';
import { TerminalLines } from './commands/terminal-lines.ts';
import { formatPlace, toError } from './errors.ts';
import { toJson } from './report/json.ts';
import { toTerminal } from './report/terminal.ts';
import { version } from './version.ts';

const lines = new TerminalLines(process.stderr);
const { signal } = onSignals();
// Whoever reads may stop reading; the exit code stays the verdict's.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

async function main(args: Arguments): Promise<number> {
  switch (args.command) {
    case 'help':
    case 'version':
      return print(args.command === 'help' ? USAGE : `${version}\n`);
    case 'encode': {
      const { texts, dimensions, seconds } = await runEncode(args, signal, lines.log, lines.progress);
      const took = formatSeconds(seconds);
      lines.log(`Wrote ${texts} embeddings of ${dimensions} dimensions to ${args.output} in ${took}.`);
      return 0;
    }
    case 'dedupe':
      return print(await runDedupe(args, signal, lines.log, lines.progress));
    case 'mine':
      return print(await runMine(args, signal, lines.log, lines.progress));
    default:
      return check(args, args.command);
  }
}

function print(text: string): number {
  lines.clear();
  process.stdout.write(text);
  return 0;
}

async function check(args: Arguments, command: 'check' | 'train'): Promise<number> {
  const { base, output = 'finetune-gate-output', json, ...options } = args;
  const { result, exitCode, reportPath, modelPath } = await runCheck({
    ...options,
    ...(base !== undefined && { baseRef: base }),
    command,
    directory: process.cwd(),
    output,
    signal,
    log: lines.log,
    progress: lines.progress,
  });
  const written = { report: reportPath, ...(modelPath !== undefined && { model: modelPath }) };
  const text = toTerminal(result, { color: process.stdout.isTTY === true, written });
  print(json === '-' ? toJson(result) : text);
  if (json !== undefined && json !== '-') {
    await writeFile(json, toJson(result)).catch(cause => {
      throw unwritable(json, cause);
    });
  }
  return exitCode;
}

try {
  process.exitCode = await main(parseArguments(process.argv.slice(2)));
} catch (thrown) {
  const error = toError(thrown);
  const place = formatPlace(error.place);
  lines.log(`finetune-gate: ${error.code}: ${place ? `${place}: ` : ''}${error.message}`);
  for (const detail of error.details) lines.log(`  ${detail}`);
  lines.log(`  ${error.remedy}`);
  process.exitCode = error.exitCode;
}
