#!/usr/bin/env node
import { type Arguments, parseArguments } from './commands/arguments.ts';
import { onSignals } from './commands/signals.ts';
import { TerminalLines } from './commands/terminal-lines.ts';
import { USAGE } from './commands/usage.ts';
import type { Said } from './commands/verb.ts';
import { VERBS } from './commands/verbs.ts';
import { writeWhole } from './commands/write-whole.ts';
import { formatPlace } from './error-record.ts';
import { toError } from './errors.ts';
import { version } from './version.ts';

const lines = new TerminalLines(process.stderr);
const { signal } = onSignals();
// Whoever reads may stop reading; the exit code stays the verdict's.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const io = { signal, log: lines.log, progress: lines.progress, color: process.stdout.isTTY === true };

async function main(args: Arguments): Promise<number> {
  if (args.command === 'help') return show({ text: USAGE });
  if (args.command === 'version') return show({ text: `${version}\n` });
  const verb = await VERBS[args.command]();
  return show(await verb(args, io), args.json);
}

async function show({ text, json, exitCode = 0 }: Said, file?: string): Promise<number> {
  lines.clear();
  process.stdout.write(file === '-' && json !== undefined ? json : text);
  if (file !== undefined && file !== '-' && json !== undefined) await writeWhole(file, json);
  return exitCode;
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
