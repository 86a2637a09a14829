import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { normalUpperQuantile } from '../../src/evaluation/normal.ts';

/** What a machine does for a job when nothing goes wrong, in seconds. */
export interface FleetJob {
  readonly seconds: number;
  /** What is lost with it when its machine is. */
  readonly trials: number;
}

/** What a fleet is like. */
export interface Fleet {
  readonly runners: number;
  /** Seconds from a free runner to the first line of work: pod, checkout, runtime. The median; its logarithm is normal. */
  readonly start: number;
  /** Standard deviation of the logarithm of all times. */
  readonly spread: number;
  /** The share of jobs whose machine is slow, and how many times as long it takes. */
  readonly slow: { readonly share: number; readonly factor: number };
  /** Machines that are lost in an hour of work, as a rate. */
  readonly lostPerHour: number;
  /** How often a job is run again whose machine was lost. */
  readonly retries: number;
}

/** What came of one matrix. */
export interface MatrixRun {
  /** Seconds from its first job's start to its last one's end. */
  readonly makespan: number;
  /** Seconds that runners were taken. */
  readonly busy: number;
  /** Numbers of the jobs that were lost for good. */
  readonly lost: readonly number[];
}

/**
 * Jobs of a matrix in their order, each to the runner that is free first, on a machine of its own as an ephemeral runner
 * has it. What was lost is run again after all others.
 */
export function runMatrix(jobs: readonly FleetJob[], fleet: Fleet, random: RandomGenerator): MatrixRun {
  const free = new Float64Array(fleet.runners);
  const queue = jobs.map((_, job) => ({ job, left: fleet.retries }));
  const lost: number[] = [];
  let busy = 0;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const runner = free.indexOf(Math.min(...free));
    const whole = duration(jobs[next.job]!, fleet, random);
    const until = timeOfLoss(fleet, random);
    const taken = Math.min(whole, until);
    free[runner]! += taken;
    busy += taken;
    if (until >= whole) continue;
    if (next.left > 0) queue.push({ job: next.job, left: next.left - 1 });
    else lost.push(next.job);
  }
  return { makespan: Math.max(...free), busy, lost };
}

function duration({ seconds }: FleetJob, { start, spread, slow }: Fleet, random: RandomGenerator): number {
  const noise = () => Math.exp(spread * normal(random));
  const factor = uniform(random) < slow.share ? slow.factor : 1;
  return factor * (start * noise() + seconds * noise());
}

/** Exponential: a machine that has lasted is no more likely to last. */
function timeOfLoss({ lostPerHour }: Fleet, random: RandomGenerator): number {
  const chance = uniform(random);
  return lostPerHour === 0 ? Number.POSITIVE_INFINITY : (-Math.log(chance) * 3600) / lostPerHour;
}

const normal = (random: RandomGenerator) => normalUpperQuantile(uniform(random));

/** Strictly between 0 and 1. */
function uniform(random: RandomGenerator): number {
  return ((random.next() >>> 0) + 0.5) / 2 ** 32;
}

/** The value below which that share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
