import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import type { SweepSummary } from '../report/sweep-summary.ts';
import { pointWords } from '../sweep/point-words.ts';
import type { CheckOptions } from './check-options.ts';
import { mergeFindings } from './findings-merge.ts';
import { readShards } from './found-shard.ts';
import { prepareOutput } from './output-folder.ts';
import { openForJobs } from './plan-sweep.ts';
import { makeScratch } from './scratch.ts';
import { clearModelOf } from './sweep-finish.ts';
import { finishSweep, type OpenSweep } from './sweep-run.ts';
import { takeEncoded } from './trial-folder.ts';

export interface CollectRequest {
  /** Folders with the findings of jobs, or above them. */
  readonly from: readonly string[];
  /** Trials that may be without a result; any number but all when omitted. */
  readonly maxMissing?: number | undefined;
}

export interface Collected {
  readonly summary: SweepSummary;
  readonly exitCode: number;
  /** Findings that were of no use, and why. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Reads what the jobs of a sweep found, chooses, and writes what `sweep` on one machine would. A trial that no job
 * answered for is named as missing; the gate then judges the best of the others.
 *
 * @throws FinetuneGateError SWEEP_INCOMPLETE, SWEEP_MIXED, and what `sweep` throws
 */
export async function collectSweep(
  options: CheckOptions,
  { from, maxMissing }: CollectRequest,
): Promise<Collected> {
  const scratch = await makeScratch();
  try {
    const output = await prepareOutput(resolve(options.directory, options.output));
    const sweep = { ...(await openForJobs(options)), scratch };
    await clearModelOf(sweep, output);
    return await collectIn(sweep, { from, maxMissing });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function collectIn(
  sweep: OpenSweep & { readonly scratch: string },
  { from, maxMissing }: CollectRequest,
): Promise<Collected> {
  const { options, scratch } = sweep;
  const named = from.map(path => resolve(options.directory, path));
  const { root, shards, refused } = await readShards(named, sweep.digest);
  const reasons = refused.map(({ name, reason }) => `${name} ${reason}`);
  for (const reason of reasons) options.log(`Left out: ${reason}`);
  if (shards.length === 0)
    throw incomplete(
      `No trial of this sweep was found in ${from.join(', ')}.`,
      reasons,
      'Name with --from the folders that `trial --phase train` wrote with --output, or one above them.',
    );
  const { findings, missing, repeated } = mergeFindings(sweep, shards);
  const words = pointWords(sweep.points);
  const settings = new Map(sweep.points.map(point => [point.id, words(point)]));
  const lost = missing.map(({ id, reason }) => `${settings.get(id) ?? id}: ${reason}`);
  for (const line of lost) options.log(`Missing trial: ${line}`);
  if (repeated.length > 0)
    options.log(`${repeated.length} trials were run more than once, with the same results`);
  const details = [...lost, ...reasons];
  const all = sweep.points.length;
  if (findings.trials.length === 0) throw incomplete(`None of ${all} trials has a result.`, details);
  if (missing.length > (maxMissing ?? all))
    throw incomplete(
      `${missing.length} of ${all} trials are missing, ${maxMissing} are allowed to.`,
      details,
    );
  // The chosen trial's texts need not be encoded once more where an encoding job's folder came along.
  await takeEncoded(named, options.cacheDir ?? scratch, sweep.digest, options);
  const finished = await finishSweep(sweep, findings, { folder: root, missing, repeated });
  return { ...finished, refused };
}

/** Lines of an error that name trials or folders. */
const NAMED = 10;

function incomplete(message: string, details: readonly string[], remedy?: string): FinetuneGateError {
  const rest = details.length - NAMED;
  const shown = rest > 0 ? [...details.slice(0, NAMED), `and ${rest} more`] : details;
  return new FinetuneGateError('SWEEP_INCOMPLETE', message, {
    details: shown,
    ...(remedy !== undefined && { remedy }),
  });
}
