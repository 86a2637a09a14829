import * as core from '@actions/core';
import { plain } from '../report/text.ts';
import { annotate, type Places } from './annotations.ts';
import type { Faces } from './faces.ts';
import { log } from './log.ts';
import type { Outcome } from './outcome.ts';
import { writeOutputs } from './outputs.ts';
import { writeSummary } from './summary.ts';

export interface ShowOptions {
  readonly places: Places;
  /** GITHUB_STEP_SUMMARY; undefined where no summary is wanted. */
  readonly summaryFile: string | undefined;
  /** What is shown on GitHub itself; absent where nothing is wanted. */
  readonly faces?: Faces | undefined;
}

/** The faces that are written here and at once: log, outputs, annotations, job summary. */
export async function showOutcome(
  { text, outputs, result, summary }: Outcome,
  { places, summaryFile }: ShowOptions,
): Promise<void> {
  log(text);
  await guarded('outputs', () => writeOutputs(outputs));
  if (result) await guarded('annotations', () => annotate(result, places));
  await guarded('summary', () => writeSummary(summary, summaryFile));
}

/** Those that go over the network. */
export async function showOnGitHub({ result }: Outcome, { faces }: ShowOptions): Promise<void> {
  if (result) await guarded('comment and check run', () => faces?.show(result));
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
