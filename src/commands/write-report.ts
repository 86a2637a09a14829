import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ERROR_CODES, FinetuneGateError } from '../errors.ts';
import { exitCode } from '../gate/decide.ts';
import { modelCard } from '../publish/card.ts';
import { writeChecksums } from '../publish/checksums.ts';
import { toJson } from '../report/json.ts';
import { toMarkdown } from '../report/markdown.ts';
import type { Result } from '../report/result.ts';
import type { CheckOptions, CheckReport } from './check-options.ts';
import type { Stopwatch } from './stopwatch.ts';

/** Where a run writes; nothing else in the folder is touched. */
export interface Output {
  readonly report: string;
  readonly summary: string;
  readonly model: string;
}

/** Makes the output folder and takes away what an earlier run left in its places, so that nothing stale is believed. */
export async function prepareOutput(options: CheckOptions): Promise<Output> {
  const folder = resolve(options.directory, options.output);
  const output = {
    report: join(folder, 'report.json'),
    summary: join(folder, 'summary.md'),
    model: join(folder, 'model'),
  };
  try {
    await mkdir(folder, { recursive: true });
    for (const path of Object.values(output)) await rm(path, { recursive: true, force: true });
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  return output;
}

/** Writes report.json and summary.md, and completes the model's folder with its card and checksums. */
export async function writeReport(output: Output, result: Result, watch: Stopwatch): Promise<CheckReport> {
  const { error } = result;
  try {
    if (result.training) {
      await writeWhole(join(output.model, 'README.md'), modelCard(result));
      await writeChecksums(output.model);
    }
    await writeWhole(output.report, toJson(result));
    await writeWhole(output.summary, toMarkdown(result));
  } catch (cause) {
    throw unwritable(output.report, cause);
  }
  return {
    result,
    exitCode: error ? ERROR_CODES[error.code].exit : exitCode(result.verdict),
    reportPath: output.report,
    summaryPath: output.summary,
    ...(result.training && { modelPath: output.model }),
    wallSeconds: watch.elapsed(),
  };
}

/** A reader sees the whole file or none. */
async function writeWhole(file: string, content: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}

function unwritable(path: string, cause: unknown): FinetuneGateError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new FinetuneGateError('OUTPUT_UNWRITABLE', `Cannot write ${path}: ${said}`, { cause });
}
