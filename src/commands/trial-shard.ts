import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { toError } from '../errors.ts';
import { mergeStores } from '../model/store/merge.ts';
import type { SweepPoint } from '../sweep/point.ts';
import { encodeShards, trainShards } from '../sweep/shards.ts';
import type { CheckOptions } from './check-options.ts';
import { filesDigest } from './files-digest.ts';
import { FINDINGS_FILE, readFindings, type ShardFindings, writeFindings } from './findings-file.ts';
import { mergeFindings } from './findings-merge.ts';
import { foundShard } from './found-shard.ts';
import { claimFolder } from './output-folder.ts';
import { openForJobs } from './plan-sweep.ts';
import { makeScratch } from './scratch.ts';
import { formatShard, partOf, type Shard } from './shard-of.ts';
import type { SweepFindings } from './sweep-records.ts';
import { encodeShare, type OpenSweep, trainPoints } from './sweep-run.ts';
import { openEncodedFolder, readEncoded, takeEncoded, writeEncoded } from './trial-folder.ts';

export interface TrialRequest {
  readonly phase: 'encode' | 'train';
  readonly shard: Shard;
  /** Folders with what encoding jobs computed. */
  readonly from: readonly string[];
  /** Trials that are trained between two looks at the disk, which is what a lost machine loses at most. */
  readonly atOnce?: number;
}

/** What a job did, in one sentence. */
export interface TrialRun {
  readonly text: string;
}

/**
 * Runs one job of a sweep's matrices: encodes its part of the texts, or trains its trials, into the output folder. A run
 * that was ended is taken up where it was.
 *
 * @throws FinetuneGateError USAGE when the sweep has no such job; what the sweep itself would
 */
export async function runTrial(options: CheckOptions, request: TrialRequest): Promise<TrialRun> {
  const output = resolve(options.directory, options.output);
  if (request.phase === 'encode') return encodeJob(options, request.shard, output);
  const scratch = options.cacheDir ?? (await makeScratch());
  try {
    return await trainJob({ ...options, cacheDir: scratch }, request, output);
  } finally {
    if (options.cacheDir === undefined) await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * With a cache, what it has need not be encoded, and only what this job used of it goes into the output; without one the
 * output is the cache.
 */
async function encodeJob(options: CheckOptions, shard: Shard, output: string): Promise<TrialRun> {
  const since = Math.floor(Date.now() / 60_000);
  const embeddings = join(output, 'embeddings');
  const cacheDir = options.cacheDir ?? embeddings;
  const sweep = await openForJobs({ ...options, cacheDir });
  const parts = partOf(shard, encodeShards(sweep.bases, shard.count));
  const folder = await openEncodedFolder(output);
  const before = await readEncoded(folder.record, sweep.digest);
  const cost = { textsEncoded: before?.textsEncoded ?? 0, tokensEncoded: before?.tokensEncoded ?? 0 };
  for (const { base, index, of } of parts) {
    const { textsEncoded, tokensEncoded } = await encodeShare(sweep, base, { index, of });
    cost.textsEncoded += textsEncoded;
    cost.tokensEncoded += tokensEncoded;
  }
  if (cacheDir !== embeddings)
    await mergeStores(cacheDir, embeddings, { usedSince: since, signal: options.signal });
  await writeEncoded(folder, sweep.digest, { shard: formatShard(shard), ...cost });
  return { text: `Job ${formatShard(shard)} encoded ${cost.textsEncoded} texts.\n` };
}

async function trainJob(
  options: CheckOptions & { readonly cacheDir: string },
  { shard, from, atOnce = 2 * availableParallelism() }: TrialRequest,
  output: string,
): Promise<TrialRun> {
  const sweep = await openForJobs(options);
  const points = partOf(shard, trainShards(sweep.points, shard.count));
  await claimFolder(output);
  const name = formatShard(shard);
  const { config, workspace } = sweep;
  const files = await filesDigest(config.data, workspace.root, options.signal);
  let found = await earlier(sweep, output, name, files);
  // What is of no use would be uploaded with the rest.
  if (!found) for (const stale of STALE) await rm(join(output, stale), { recursive: true, force: true });
  const done = new Set(found?.findings.trials.map(({ point }) => point.id));
  const left = points.filter(({ id }) => !done.has(id));
  if (done.size > 0) options.log(`${done.size} of ${points.length} trials were done before`);
  const folders = from.map(path => resolve(options.directory, path));
  const encoded =
    left.length === 0 ? [] : await takeEncoded(folders, options.cacheDir, sweep.digest, options);
  for (const batch of batches(left, atOnce)) {
    const findings = await trainInTime(sweep, batch, output, found?.findings);
    const head = { plan: sweep.digest, shard: name, files, encoded };
    const now = { ...head, findings, weights: {} };
    const merged = found ? joined(sweep, found, now) : findings;
    found = await writeFindings(output, { ...head, findings: merged });
  }
  const trained = found?.findings.trials.length ?? 0;
  const reasons = (found?.findings.missing ?? []).map(({ id, reason }) => `  ${id}: ${reason}\n`);
  return { text: `Job ${name} has ${trained} of ${points.length} trials.\n${reasons.join('')}` };
}

const STALE = [FINDINGS_FILE, 'weights'];

/** Once something was found, what the wall-time budget leaves no time for is only missing. */
async function trainInTime(
  sweep: OpenSweep,
  points: readonly SweepPoint[],
  folder: string,
  found: SweepFindings | undefined,
): Promise<SweepFindings> {
  try {
    return await trainPoints(sweep, points, folder);
  } catch (thrown) {
    const { code } = toError(thrown);
    if (!found || code !== 'BUDGET_EXCEEDED' || sweep.options.signal.aborted) throw thrown;
    const missing = points.map(({ id }) => ({ id, reason: 'the wall-time budget was spent' }));
    const cost = { textsEncoded: 0, tokensEncoded: 0, textsFound: 0 };
    return { ...found, trials: [], missing, cost, times: {} };
  }
}

/** What an earlier run of the job wrote over the same files, as far as it still is whole. */
async function earlier(
  sweep: OpenSweep,
  folder: string,
  shard: string,
  files: string,
): Promise<ShardFindings | undefined> {
  const read = await readFindings(folder);
  if (!('found' in read)) return undefined;
  const { found } = read;
  if (found.plan !== sweep.digest || found.shard !== shard || found.files !== files) return undefined;
  const { faults } = await foundShard(folder, found, folder);
  const trials = found.findings.trials.filter(({ point }) => !faults.has(point.id));
  return { ...found, findings: { ...found.findings, trials } };
}

/** Both as the findings of one machine. */
function joined(sweep: OpenSweep, earlier: ShardFindings, now: ShardFindings): SweepFindings {
  const [name, faults] = ['the output folder', new Map<string, string>()];
  const place = (weights: string) => weights;
  const shards = [earlier, now].map(found => ({ name, found: { ...found, encoded: [] }, faults, place }));
  const { findings } = mergeFindings(sweep, shards);
  const missing = [...(earlier.findings.missing ?? []), ...(now.findings.missing ?? [])];
  const there = new Set(findings.trials.map(({ point }) => point.id));
  return { ...findings, missing: missing.filter(({ id }) => !there.has(id)) };
}

function* batches(points: readonly SweepPoint[], size: number): Generator<SweepPoint[]> {
  for (let at = 0; at < points.length; at += size) yield points.slice(at, at + size);
}
