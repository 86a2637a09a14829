import { balance } from './plan.ts';
import type { SweepPoint } from './point.ts';

/** Most jobs of a matrix that GitHub takes. */
export const MOST_JOBS = 256;

/**
 * Parts that the texts of a base model are encoded in, wherever that is, and so the most jobs that encode for one: each of
 * them fetches the model and reads all data.
 */
export const TEXT_PARTS = 8;

/** What a training step costs beside the head, in outputs of a head; of an encoder that learns, in the same unit. */
const FIXED_COST = 100;
const ENCODER_COST = 100_000;

/** A part of a base model's texts, by their hash: `index` from 0. */
export interface EncodePart {
  readonly base: string;
  readonly index: number;
  readonly of: number;
}

/** How many jobs each matrix has. */
export interface ShardCounts {
  readonly encode: number;
  readonly train: number;
}

/**
 * As many training jobs as there are trials, and up to eight encoding jobs a base model, but no more than `jobs` of either.
 *
 * @param jobs at least 1; as many as a matrix may have when omitted
 */
export function shardCounts(
  { points, bases }: { readonly points: readonly SweepPoint[]; readonly bases: readonly string[] },
  jobs = MOST_JOBS,
): ShardCounts {
  const most = Math.min(jobs, MOST_JOBS);
  const train = Math.min(points.length, most);
  return { train, encode: encodeShards(bases, Math.min(most, Math.max(train, bases.length))).length };
}

/**
 * What each encoding job does: one, two, four or eight for each base model, so that all have whole parts and as many of
 * them. No text of a base model is in two. The number of jobs alone decides, so that each job knows its part without having
 * seen the plan.
 *
 * @param count at most so many
 */
export function encodeShards(bases: readonly string[], count: number): EncodePart[][] {
  if (count < bases.length) {
    const whole = bases.map(base => ({ base, index: 0, of: 1 }));
    return Array.from({ length: count }, (_, job) => whole.filter((_, i) => i % count === job));
  }
  const jobs = Math.min(TEXT_PARTS, Math.floor(count / bases.length));
  const of = 2 ** Math.floor(Math.log2(jobs));
  return bases.flatMap(base => Array.from({ length: of }, (_, index) => [{ base, index, of }]));
}

/**
 * What each training job does: trials of one base model where there are jobs enough, of about the same work each, and in
 * the order of the sweep. The job with most to do is the first: where there are fewer runners than jobs, none begins it when
 * all others are done. The points and the number of jobs alone decide. Jobs without a trial are left out.
 */
export function trainShards(points: readonly SweepPoint[], count: number): SweepPoint[][] {
  const order = new Map(points.map((point, i) => [point.id, i]));
  const weight = trialWeight(points);
  const work = (shard: readonly SweepPoint[]) => shard.reduce((sum, point) => sum + weight(point), 0);
  const bases = [...new Set(points.map(point => point.base))];
  const groups = bases.map(base => points.filter(point => point.base === base));
  const dealt =
    count < groups.length
      ? balance(points, count, weight)
      : jobsOfGroups(groups, count, weight).flatMap((jobs, i) => balance(groups[i]!, jobs, weight));
  return dealt
    .map(shard => shard.toSorted((a, b) => order.get(a.id)! - order.get(b.id)!))
    .toSorted((a, b) => work(b) - work(a) || order.get(a[0]!.id)! - order.get(b[0]!.id)!);
}

/** One job each; then, one by one, to the group whose jobs have most to do. */
function jobsOfGroups(
  groups: readonly (readonly SweepPoint[])[],
  count: number,
  weight: (point: SweepPoint) => number,
): number[] {
  const jobs = groups.map(() => 1);
  const work = groups.map(points => points.reduce((sum, point) => sum + weight(point), 0));
  for (let left = count - groups.length; left > 0; left--) {
    let heaviest = -1;
    for (const [i, points] of groups.entries()) {
      if (jobs[i]! >= points.length) continue;
      if (heaviest < 0 || work[i]! / jobs[i]! > work[heaviest]! / jobs[heaviest]!) heaviest = i;
    }
    if (heaviest < 0) break;
    jobs[heaviest]!++;
  }
  return jobs;
}

/**
 * Compares how much work trials are, before any data is read: all examples count as twice the most that are asked for.
 */
export function trialWeight(points: readonly SweepPoint[]): (point: SweepPoint) => number {
  const most = points.reduce((count, { examples = 0 }) => Math.max(count, examples), 0);
  const all = most === 0 ? 1 : 2 * most;
  return ({ examples = all, epochs, dimensions = 0, tune }) =>
    examples * epochs * (FIXED_COST + dimensions + (tune === 'head' ? 0 : ENCODER_COST));
}
