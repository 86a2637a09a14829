#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { type Arguments, parseArguments, USAGE } from './commands/arguments.ts';
import { runCheck } from './commands/check.ts';
import { runDedupe } from './commands/dedupe.ts';
import { runEncode } from './commands/encode.ts';
import { runMine } from './commands/mine.ts';
import { optionsOf } from './commands/options-of.ts';
import { unwritable } from './commands/output-folder.ts';
import { formatSeconds } from './commands/progress.ts';
import { onSignals } from './commands/signals.ts';
import { runSweep } from './commands/sweep.ts';
import { TerminalLines } from './commands/terminal-lines.ts';
import { formatPlace } from './error-record.ts';
import { toError } from './errors.ts';
import { toJson } from './report/json.ts';
import { sweepTerminal } from './report/sweep.ts';
import { toTerminal } from './report/terminal.ts';
import { version } from './version.ts';

const lines = new TerminalLines(process.stderr);
const { signal } = onSignals();
// Whoever reads may stop reading; the exit code stays the verdict's.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const io = [signal, lines.log, lines.progress] as const;

async function main(args: Arguments): Promise<number> {
  switch (args.command) {
    case 'help':
    case 'version':
      return print(args.command === 'help' ? USAGE : `${version}\n`);
    case 'encode': {
      const { texts, encoded, dimensions, seconds } = await runEncode(args, ...io);
      const written = `Wrote ${texts} embeddings of ${dimensions} dimensions to ${args.output}`;
      lines.log(`${written} in ${formatSeconds(seconds)}; ${encoded} texts were encoded.`);
      return 0;
    }
    case 'sweep':
      return print(sweepTerminal(await runSweep({ ...optionsOf(args, ...io), command: 'train' })));
    case 'dedupe':
      return print(await runDedupe(args, ...io));
    case 'mine':
      return print(await runMine(args, ...io));
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
  const { json } = args;
  const { result, exitCode, reportPath, modelPath } = await runCheck({ ...optionsOf(args, ...io), command });
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
