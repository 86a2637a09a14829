#!/usr/bin/env node
import { type Arguments, parseArguments } from './commands/arguments.ts';
import { runBaseline } from './commands/baseline.ts';
import { runCheck } from './commands/check.ts';
import { runDedupe } from './commands/dedupe.ts';
import { encodedLine, runEncode } from './commands/encode.ts';
import { runMine } from './commands/mine.ts';
import { optionsOf } from './commands/options-of.ts';
import { onSignals } from './commands/signals.ts';
import { runSweep } from './commands/sweep.ts';
import { TerminalLines } from './commands/terminal-lines.ts';
import { USAGE } from './commands/usage.ts';
import { writeWhole } from './commands/write-whole.ts';
import { formatPlace } from './error-record.ts';
import { toError } from './errors.ts';
import { toJson } from './report/json.ts';
import { sweepJson, sweepTerminal } from './report/sweep.ts';
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
    case 'encode':
      lines.log(encodedLine(await runEncode(args, ...io), args));
      return 0;
    case 'sweep': {
      const summary = await runSweep({ ...optionsOf(args, ...io), command: 'train' });
      return show(sweepTerminal(summary), sweepJson(summary), args.json);
    }
    case 'dedupe':
      return print(await runDedupe(args, ...io));
    case 'mine':
      return print(await runMine(args, ...io));
    case 'baseline':
      return print(await runBaseline(args));
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
  const { result, exitCode, reportPath, modelPath } = await runCheck({ ...optionsOf(args, ...io), command });
  const written = { report: reportPath, ...(modelPath !== undefined && { model: modelPath }) };
  const text = toTerminal(result, { color: process.stdout.isTTY === true, written });
  await show(text, toJson(result), args.json);
  return exitCode;
}

async function show(text: string, json: string, file: string | undefined): Promise<number> {
  if (file === '-') return print(json);
  print(text);
  if (file !== undefined) await writeWhole(file, json);
  return 0;
}

try {
  process.exitCode = await main(parseArguments(process.argv.slice(2)));
} catch (thrown) {
  const error = toError(thrown);
  const place = formatPlace(error.place);
  lines.log(`finetune-gate: ${error.code}: ${place ? `${place}: ` : ''}${error.message}`);
  for (const line of [...error.details, error.remedy]) lines.log(`  ${line}`);
  process.exitCode = error.exitCode;
}
