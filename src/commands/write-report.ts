import { join } from 'node:path';
import { ERROR_CODES } from '../error-codes.ts';
import { exitCode } from '../gate/decide.ts';
import { modelCard } from '../publish/card.ts';
import { writeChecksums } from '../publish/checksums.ts';
import { inertJson, toJson } from '../report/json.ts';
import { toJunit } from '../report/junit.ts';
import { toMarkdown } from '../report/markdown.ts';
import type { PairRow } from '../report/measures.ts';
import type { Result } from '../report/result.ts';
import { sweepCsv, sweepJson, sweepMarkdown } from '../report/sweep.ts';
import type { SweepSummary } from '../report/sweep-summary.ts';
import type { CheckReport } from './check-options.ts';
import { type Output, unwritable } from './output-folder.ts';
import type { Stopwatch } from './stopwatch.ts';
import { writePage, writeSweepPage } from './write-page.ts';
import { type TrainedIn, writeProvenance } from './write-provenance.ts';
import { writeLines, writeWhole } from './write-whole.ts';

/**
 * Writes report.json, summary.md, junit.xml and report.html; after training also pairs.jsonl, and completes the model's
 * folder with its card and checksums.
 *
 * @param pairs not part of `result`, because there may be a million
 * @param trainedIn where the configuration is; the working directory when omitted
 */
export async function writeReport(
  output: Output,
  result: Result,
  watch: Stopwatch,
  pairs?: Iterable<PairRow>,
  trainedIn: TrainedIn = { root: process.cwd() },
): Promise<CheckReport> {
  const { error } = result;
  try {
    if (result.training) {
      await writeWhole(join(output.model, 'README.md'), modelCard(result));
      await writeProvenance(output, result, await writeChecksums(output.model), trainedIn);
    }
    await writeWhole(output.report, toJson(result));
    await writeWhole(output.summary, toMarkdown(result));
    await writeWhole(output.junit, toJunit(result));
    // Last, for these are large: a disk that they fill has room for the verdict.
    const rows = [...(pairs ?? [])];
    if (pairs) await writeLines(output.pairs, jsonLines(rows));
    await writePage(output, result, rows);
  } catch (cause) {
    throw unwritable(output.report, cause);
  }
  return {
    result,
    exitCode: error ? ERROR_CODES[error.code].exit : exitCode(result.verdict),
    reportPath: output.report,
    summaryPath: output.summary,
    ...(pairs && { pairsPath: output.pairs }),
    ...(result.training && { modelPath: output.model }),
    wallSeconds: watch.elapsed(),
  };
}

function* jsonLines(rows: Iterable<unknown>): Generator<string> {
  for (const row of rows) yield inertJson(row);
}

/** Writes results.csv, report.json, summary.md, report.html and figures/ of a sweep. */
export async function writeSweep(output: Output, summary: SweepSummary): Promise<void> {
  try {
    await writeWhole(output.results, sweepCsv(summary));
    await writeWhole(output.report, sweepJson(summary));
    await writeWhole(output.summary, sweepMarkdown(summary));
    // Last, for it is large: a disk that it fills has room for the verdict.
    await writeSweepPage(output, summary);
  } catch (cause) {
    throw unwritable(output.report, cause);
  }
}
