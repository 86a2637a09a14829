import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckReport } from '../commands/check-options.ts';
import { failedResult } from '../commands/judge.ts';
import { Stopwatch } from '../commands/stopwatch.ts';
import { writeReport } from '../commands/write-report.ts';
import type { FinetuneGateError } from '../errors.ts';

/** The report of a run that did not start; as complete as any other, so that whoever reads it needs no special case. */
export async function refused(error: FinetuneGateError, folder: string): Promise<CheckReport> {
  const watch = new Stopwatch();
  const output = {
    report: join(folder, 'report.json'),
    summary: join(folder, 'summary.md'),
    model: join(folder, 'model'),
  };
  const result = failedResult('check', error, watch);
  try {
    await mkdir(folder, { recursive: true });
    for (const path of Object.values(output)) await rm(path, { recursive: true, force: true });
    return await writeReport(output, result, watch);
  } catch {
    // The folder may be the fault itself; the verdict, the summary and the log still tell.
    return {
      result,
      exitCode: error.exitCode,
      reportPath: '',
      summaryPath: '',
      wallSeconds: watch.elapsed(),
    };
  }
}
