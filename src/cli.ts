#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { type Arguments, parseArguments, USAGE } from './commands/arguments.ts';
import { runCheck } from './commands/check.ts';
import { runEncode } from './commands/encode.ts';
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

async function main(args: Arguments): Promise<number> {
  switch (args.command) {
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    case 'version':
      process.stdout.write(`${version}\n`);
      return 0;
    case 'encode': {
      const { texts, encoded, dimensions, seconds } = await runEncode(
        args,
        signal,
        lines.log,
        lines.progress,
      );
      lines.log(
        `Wrote ${texts} embeddings of ${dimensions} dimensions to ${args.output} in ${formatSeconds(seconds)}; ${encoded} texts were encoded.`,
      );
      return 0;
    }
    case 'sweep':
      process.stdout.write(sweepTerminal(await runSweep({ ...optionsOf(args), command: 'train' })));
      return 0;
    default:
      return check(args, args.command);
  }
}

function optionsOf({ base, output = 'finetune-gate-output', json: _, ...options }: Arguments) {
  return {
    ...options,
    ...(base !== undefined && { baseRef: base }),
    directory: process.cwd(),
    output,
    signal,
    log: lines.log,
    progress: lines.progress,
  };
}

async function check(args: Arguments, command: 'check' | 'train'): Promise<number> {
  const { json } = args;
  const { result, exitCode, reportPath, modelPath } = await runCheck({ ...optionsOf(args), command });
  lines.clear();
  const written = { report: reportPath, ...(modelPath !== undefined && { model: modelPath }) };
  const text = toTerminal(result, { color: process.stdout.isTTY === true, written });
  process.stdout.write(json === '-' ? toJson(result) : text);
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
