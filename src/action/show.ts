import * as core from '@actions/core';
import type { CheckReport } from '../commands/check-options.ts';
import { headlineOf } from '../report/outcome.ts';
import type { Result } from '../report/result.ts';
import { toTerminal } from '../report/terminal.ts';
import { plain } from '../report/text.ts';
import { annotate, type Places } from './annotations.ts';
import type { Faces } from './faces.ts';
import { log } from './log.ts';
import { outputsOf, writeOutputs } from './outputs.ts';
import { writeSummary } from './summary.ts';

export interface ShowOptions {
  readonly places: Places;
  /** GITHUB_STEP_SUMMARY; undefined where no summary is wanted. */
  readonly summaryFile: string | undefined;
  /** What is shown on GitHub itself; absent where nothing is wanted. */
  readonly faces?: Faces | undefined;
}

/** Every face of the report: log, outputs, annotations, job summary; then those that go over the network. */
export async function showReport(
  report: CheckReport,
  { places, summaryFile, faces }: ShowOptions,
): Promise<void> {
  const { result, reportPath, modelPath = '' } = report;
  log(toTerminal(result, { written: { report: reportPath, model: modelPath } }));
  await guarded('outputs', () => writeOutputs(outputsOf(report)));
  await guarded('annotations', () => annotate(result, places));
  await guarded('summary', () => writeSummary(result, summaryFile));
  await guarded('comment and check run', () => faces?.show(result));
}

/** What the failed step says about itself. */
export function failureMessage({ verdict, error }: Result): string {
  return `${plain(headlineOf(verdict))}${error ? ` (${error.code})` : ''}`;
}

/** One face that cannot be shown must not keep the others, or the verdict, from being shown. */
async function guarded(name: string, show: () => void | Promise<void> | undefined): Promise<void> {
  try {
    await show();
  } catch (thrown) {
    core.warning(
      plain(`The ${name} could not be written: ${thrown instanceof Error ? thrown.message : thrown}`),
    );
  }
}
