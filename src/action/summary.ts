import { appendFile, stat } from 'node:fs/promises';
import { SUMMARY_BYTES } from '../report/markdown.ts';

/** Kept free below GitHub's limit: a summary that is one byte over it is not shown at all. */
const SPARE_BYTES = 1024;

/**
 * Appends the report to the job summary, less its least important sections where there is no room for them.
 *
 * @param markdown of so many bytes at most
 * @param file GITHUB_STEP_SUMMARY; nothing is written without it
 */
export async function writeSummary(
  markdown: (maxBytes: number) => string,
  file: string | undefined,
): Promise<void> {
  if (!file) return;
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  await appendFile(file, markdown(SUMMARY_BYTES - SPARE_BYTES - size));
}
