import type { CheckReport } from '../commands/check-options.ts';
import { failedResult } from '../commands/judge.ts';
import { clearModel, prepareOutput } from '../commands/output-folder.ts';
import { Stopwatch } from '../commands/stopwatch.ts';
import { writeReport } from '../commands/write-report.ts';
import type { FinetuneGateError } from '../errors.ts';
import type { ActionCommand } from './inputs.ts';

/** The report of a run that did not start; as complete as any other, so that whoever reads it needs no special case. */
export async function refused(
  command: ActionCommand,
  error: FinetuneGateError,
  folder: string,
): Promise<CheckReport> {
  const watch = new Stopwatch();
  const result = failedResult(command === 'check' ? 'check' : 'train', error, watch);
  try {
    const output = await prepareOutput(folder);
    await clearModel(output);
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
