// `npm run bench -- fleet`: sweeps on many runners, some of which are slow or lost; simulated.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { shardCounts } from '../src/sweep/shards.ts';
import { type Fleet, quantile, runMatrix } from './fleet/simulate.ts';
import { encodeJobs, type FleetSweep, SWEEPS, trainJobs } from './fleet/sweeps.ts';
import { rounded } from './summary.ts';

/** Sweeps simulated for a line. */
const TIMES = 2000;

/** An hour of a runner: the example of `budget.cost`. Whoever reads puts their own price in. */
const PER_HOUR = 2.1;

/** What is assumed of runners; docs/scaling.md says which of these to measure. */
const USUAL = { start: 60, spread: 0.15, slow: { share: 0.03, factor: 3 }, lostPerHour: 0.02 } as const;

export interface FleetOutcome {
  /** Seconds from the first job's start to the last one's end, plan and choice not counted. */
  readonly makespan: number;
  readonly busy: number;
  readonly missing: number;
}

/** One sweep: all encoding jobs, then all training jobs. */
export function runFleet(
  sweep: FleetSweep,
  jobs: number,
  fleet: Fleet,
  random: Parameters<typeof runMatrix>[2],
): FleetOutcome {
  const counts = shardCounts(sweep, jobs);
  const encode = runMatrix(encodeJobs(sweep, counts), fleet, random);
  const training = trainJobs(sweep, counts, encode.lost);
  const train = runMatrix(training, fleet, random);
  return {
    makespan: encode.makespan + train.makespan,
    busy: encode.busy + train.busy,
    missing: train.lost.reduce((sum, job) => sum + training[job]!.trials, 0),
  };
}

/** A line for each sweep, number of runners, number of jobs and number of retries. */
export function benchFleet(): void {
  for (const sweep of SWEEPS)
    for (const runners of [1, 8, 64])
      for (const jobs of new Set([runners, 4 * runners].map(most => Math.min(most, sweep.points.length))))
        for (const retries of [0, 1])
          console.log(JSON.stringify(simulated(sweep, jobs, { ...USUAL, runners, retries })));
}

function simulated(sweep: FleetSweep, jobs: number, fleet: Fleet): object {
  const random = xoroshiro128plus(7);
  const calm = { ...fleet, spread: 0, slow: { share: 0, factor: 1 }, lostPerHour: 0 };
  const still = runFleet(sweep, jobs, calm, random);
  const runs = Array.from({ length: TIMES }, () => runFleet(sweep, jobs, fleet, random));
  const of = (key: keyof FleetOutcome, share: number) =>
    quantile(
      runs.map(run => run[key]),
      share,
    );
  const mean = runs.reduce((sum, { missing }) => sum + missing, 0) / TIMES;
  return {
    bench: 'fleet',
    sweep: sweep.name,
    trials: sweep.points.length,
    runners: fleet.runners,
    jobs,
    retries: fleet.retries,
    calm_minutes: rounded(still.makespan / 60, 1),
    median_minutes: rounded(of('makespan', 0.5) / 60, 1),
    p95_minutes: rounded(of('makespan', 0.95) / 60, 1),
    runner_hours: rounded(of('busy', 0.5) / 3600, 2),
    cost: rounded((of('busy', 0.5) / 3600) * PER_HOUR, 2),
    per_hour: PER_HOUR,
    trials_missing: rounded(mean, 2),
    sweeps_with_missing: rounded(runs.filter(({ missing }) => missing > 0).length / TIMES, 3),
  };
}
