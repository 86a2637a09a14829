import { formatPlace } from '../error-record.ts';
import { toError } from '../errors.ts';
import { version } from '../version.ts';
import { type Arguments, parseArguments } from './arguments.ts';
import { onSignals } from './signals.ts';
import { TerminalLines } from './terminal-lines.ts';
import { USAGE } from './usage.ts';
import type { Said, TerminalIo } from './verb.ts';
import { VERBS } from './verbs.ts';
import { startEarly } from './worker-process.ts';
import { writeWhole } from './write-whole.ts';

/** Commands whose worker may as well load its code while this process reads what it is to do. */
const EARLY: ReadonlySet<string> = new Set(['check', 'train', 'sweep']);

/** The command line: arguments, command, what it says, exit code. */
export async function runTerminal(given: readonly string[]): Promise<void> {
  const lines = new TerminalLines(process.stderr);
  const { signal } = onSignals();
  // Whoever reads may stop reading; the exit code stays the verdict's.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const io = { signal, log: lines.log, progress: lines.progress, color: process.stdout.isTTY === true };
  try {
    const args = parseArguments(given);
    process.exitCode = await main(args, io, lines);
  } catch (thrown) {
    const error = toError(thrown);
    const place = formatPlace(error.place);
    lines.log(`finetune-gate: ${error.code}: ${place ? `${place}: ` : ''}${error.message}`);
    for (const line of [...error.details, error.remedy]) lines.log(`  ${line}`);
    process.exitCode = error.exitCode;
  }
}

async function main(args: Arguments, io: TerminalIo, lines: TerminalLines): Promise<number> {
  if (args.command === 'help') return show({ text: USAGE }, lines);
  if (args.command === 'version') return show({ text: `${version}\n` }, lines);
  if (EARLY.has(args.command)) startEarly();
  const verb = await VERBS[args.command]();
  return show(await verb(args, io), lines, args.json);
}

async function show(
  { text, json, exitCode = 0 }: Said,
  lines: TerminalLines,
  file?: string,
): Promise<number> {
  lines.clear();
  process.stdout.write(file === '-' && json !== undefined ? json : text);
  if (file !== undefined && file !== '-' && json !== undefined) await writeWhole(file, json);
  return exitCode;
}
