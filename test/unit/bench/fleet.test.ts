import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { type Fleet, type FleetJob, quantile, runMatrix } from '../../../bench/fleet/simulate.ts';
import { SWEEPS } from '../../../bench/fleet/sweeps.ts';
import { runFleet } from '../../../bench/fleet.ts';

const CALM: Fleet = {
  runners: 4,
  start: 10,
  spread: 0,
  slow: { share: 0, factor: 1 },
  lostPerHour: 0,
  retries: 0,
};
const jobs = (...seconds: number[]): FleetJob[] => seconds.map(one => ({ seconds: one, trials: 1 }));
const run = (list: FleetJob[], own: Partial<Fleet> = {}, seed = 1) =>
  runMatrix(list, { ...CALM, ...own }, xoroshiro128plus(seed));

describe('a simulated matrix', () => {
  it('gives each job to the runner that is free first', () => {
    expect(run(jobs(100, 20, 20, 20, 30))).toEqual({ makespan: 110, busy: 240, lost: [] });
    expect(run(jobs(5, 5, 5), { runners: 1 })).toEqual({ makespan: 45, busy: 45, lost: [] });
  });

  it('waits for the slow, and pays for them', () => {
    const all = { slow: { share: 1, factor: 3 } };
    expect(run(jobs(10, 20), all)).toMatchObject({ makespan: 90, busy: 150 });
  });

  it('loses jobs as often as an exponential law says', () => {
    const lostPerHour = 2;
    const { lost } = run(jobs(...Array.from({ length: 20_000 }, () => 890)), { lostPerHour });
    // A quarter of an hour at two an hour; three standard errors.
    const expected = 1 - Math.exp(-0.5);
    expect(Math.abs(lost.length / 20_000 - expected)).toBeLessThan(
      3 * Math.sqrt((expected * (1 - expected)) / 20_000),
    );
  });

  it('runs what was lost again, as often as it may', () => {
    const list = jobs(...Array.from({ length: 2000 }, () => 890));
    const shares = [0, 1, 2].map(retries => run(list, { lostPerHour: 2, retries }).lost.length / 2000);
    const once = 1 - Math.exp(-0.5);
    for (const [retries, share] of shares.entries())
      expect(Math.abs(share - once ** (retries + 1))).toBeLessThan(0.04);
  });

  it('is the same for the same seed', () => {
    const own = { spread: 0.3, lostPerHour: 1, slow: { share: 0.2, factor: 2 } };
    expect(run(jobs(1, 2, 3), own, 5)).toEqual(run(jobs(1, 2, 3), own, 5));
    expect(run(jobs(1, 2, 3), own, 5)).not.toEqual(run(jobs(1, 2, 3), own, 6));
  });
});

it.each(SWEEPS)('a calm sweep of $name on one runner takes the sum of its parts', sweep => {
  const { makespan, missing } = runFleet(sweep, 1, { ...CALM, runners: 1, start: 0 }, xoroshiro128plus(1));
  const trials = sweep.points.reduce((sum, point) => sum + sweep.trialSeconds(point), 0);
  expect(makespan).toBeCloseTo(2 * sweep.loadSeconds + sweep.bases.length * sweep.encodeSeconds + trials, 6);
  expect(missing).toBe(0);
});

it('the quantile is a value of the sample', () => {
  expect([quantile([3, 1, 2], 0.5), quantile([1, 2, 3, 4], 0.95), quantile([7], 0)]).toEqual([2, 4, 7]);
});
