import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline } from '../../../src/commands/deadline.ts';
import { forecastsOf, RunBudget } from '../../../src/commands/run-budget.ts';
import { forecast, Pace } from '../../../src/gate/forecast.ts';
import { budgetOptions } from '../../../src/gate/options.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const open = (limits: unknown, secondsGone = 0) => {
  const now = Date.now();
  return new RunBudget(
    { limits: budgetOptions.parse(limits), began: now - 1000 * secondsGone },
    { first: 42, count: 3 },
    now,
  );
};
const within = (low: number, high: number) => ({ estimate: (low + high) / 2, low, high });

describe('RunBudget', () => {
  it('counts what went by before the job', () => {
    expect(open({}, 30).elapsed()).toBeGreaterThanOrEqual(30);
    expect(open({}, 30).elapsed()).toBeLessThan(60);
    expect(open({}, -30).elapsed()).toBeLessThan(25);
    const deadline = open({ wall_time: '10m' }, 60).deadline();
    expect([deadline.name, deadline.left() > 500, deadline.left() <= 540]).toEqual(['wall_time', true, true]);
    expect(open({}).deadline().left()).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes the cost for a time', () => {
    const deadline = open({ wall_time: '10m', cost: { limit: 1, per_hour: 60 } }).deadline();
    expect([deadline.name, deadline.left() <= 60]).toEqual(['cost', true]);
  });

  it('holds no GPU on the CPU', async () => {
    const budget = open({ gpu_time: '1s' });
    const deadline = new Deadline(100);
    expect(budget.opened({ gpu: false, device: 'cpu' }, deadline)).toBe(deadline);
    await budget.closed();
    expect(budget.usage()).not.toHaveProperty('gpuSeconds');
  });

  it('counts a GPU from opening to closing, with what other jobs of the run held', async () => {
    const budget = open({ gpu_time: '90s' });
    budget.addHeld(60);
    const deadline = budget.opened({ gpu: true, device: 'Some GPU' }, new Deadline(undefined));
    expect([deadline.name, deadline.left() <= 30]).toEqual(['gpu_time', true]);
    budget.foresee(within(70, 80), 'train');
    vi.advanceTimersByTime(5_000);
    expect(() => budget.foresee(within(70, 80), 'train')).toThrow(/needs .* of 1 min 30 s on a GPU/);
    await budget.closed();
    const { gpuSeconds } = budget.usage();
    expect(gpuSeconds).toBeGreaterThanOrEqual(60);
    vi.advanceTimersByTime(5);
    expect(budget.usage().gpuSeconds).toBe(gpuSeconds);
  });

  it('keeps the first forecast of training, and those of encoding only until then', () => {
    const budget = open({});
    budget.foresee(within(10, 90), 'encode');
    expect(budget.usage().forecast).toEqual(within(10, 90));
    budget.foresee(within(40, 60), 'train');
    budget.foresee(within(50, 52), 'train');
    expect(budget.usage().forecast).toEqual(within(40, 60));
  });

  it('ends a young run that cannot fit, and only when it is sure', () => {
    const budget = open({ wall_time: '10m' });
    budget.foresee(within(500, 900), 'train');
    budget.foresee(within(610, 900), 'train');
    vi.advanceTimersByTime(10_000);
    expect(() => budget.foresee(within(610, 900), 'train')).toThrow(
      /needs 13 min of 10 min \(10 min to 15 min\)/,
    );
    expect(budget.usage().forecast).toEqual(within(610, 900));
    // After half of its time, what was computed is worth more.
    for (const late of [
      open({ wall_time: '10m' }, 400),
      open({ wall_time: '10m', on_exceed: 'best-so-far' }),
    ]) {
      late.foresee(within(610, 900), 'train');
      vi.advanceTimersByTime(30_000);
      late.foresee(within(610, 900), 'train');
    }
  });

  it('is not misled by a machine that is slow for its first seconds', () => {
    const budget = open({ wall_time: '150s' });
    // 100 s of steps, of which those of the first 1.5 s take three times as long.
    const steps = new Pace();
    let taken = 0;
    for (let tenth = 1; tenth <= 1000; tenth++) {
      vi.advanceTimersByTime(100);
      const done = tenth <= 15 ? 1 / 3 : 1;
      steps.add(done, 0.1);
      taken += done;
      if (tenth % 10 === 0) {
        budget.foresee(forecast(tenth / 10, [steps.work(1000 - taken)]), 'train');
      }
    }
    expect(budget.usage().missed).toBeUndefined();
  });

  it('ends a run that was known to be too long before it was old', () => {
    const budget = open({ wall_time: '90s' }, 58);
    budget.foresee(within(99, 120), 'train');
    vi.advanceTimersByTime(5_000);
    expect(() => budget.foresee(within(99, 120), 'train')).toThrow(/needs/);
  });

  it('refuses too many examples, and memory that is over before there is anything to judge', () => {
    open({ examples: 100 }).assertExamples(100);
    expect(() => open({ examples: 100, on_exceed: 'best-so-far' }).assertExamples(101)).toThrow(
      /the run has 101 training examples, the budget is 100/,
    );
    const many = open({ wall_time: '1h', examples: 100 });
    expect(() => many.assertExamples(101)).toThrow();
    many.end();
    expect(many.usage()).toMatchObject({ missed: 'examples', examples: 101 });
    open({ memory: '1TiB' }).assertMemory();
    expect(() => open({ memory: '1MiB' }).assertMemory()).toThrow(/of memory, the budget is 1 MiB/);
  });

  it('blames the clock where it has run out, else what providers cost', () => {
    const blamed = (limits: unknown, secondsGone: number) => {
      const budget = open(limits, secondsGone);
      budget.deadline();
      budget.end();
      return budget.usage().missed;
    };
    expect(blamed({ wall_time: '1h', cost: { limit: 1, per_hour: 60 }, provider_cost: 1 }, 61)).toBe('cost');
    expect(blamed({ wall_time: '1h', provider_cost: 1 }, 1)).toBe('provider_cost');
  });

  it('gives a part of the run a budget of its own', () => {
    const budget = open({
      wall_time: '10m',
      memory: '1GiB',
      gpu_time: '5m',
      examples: 3,
      on_exceed: 'best-so-far',
    });
    budget.addHeld(60);
    expect(budget.forPart(200).limits).toEqual({
      on_exceed: 'stop',
      wall_time: 200,
      memory: 2 ** 30,
      gpu_time: 240,
    });
    expect(open({}).forPart(Number.POSITIVE_INFINITY).limits).toEqual({ on_exceed: 'stop' });
  });

  it('counts the seeds that are left', () => {
    expect([42, 43, 44, 45].map(seed => open({}).seedsAfter(seed))).toEqual([2, 1, 0, 0]);
  });
});

it('forecastsOf prices the time', () => {
  const limits = budgetOptions.parse({ cost: { limit: 1, per_hour: 36 } });
  expect(forecastsOf(limits, { forecast: within(100, 300) })).toEqual({
    wall_time: within(100, 300),
    cost: within(1, 3),
  });
  expect(forecastsOf(limits, {})).toEqual({});
});
