import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline } from '../../../src/commands/deadline.ts';
import type { Emit, WorkerEvent } from '../../../src/commands/job.ts';
import { RunBudget } from '../../../src/commands/run-budget.ts';
import { Stopping } from '../../../src/commands/stopping.ts';
import { Stopwatch } from '../../../src/commands/stopwatch.ts';
import { budgetOptions } from '../../../src/gate/options.ts';
import { trainOptions } from '../../../src/training/options.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A watch that says that training took whatever a test wants. */
class Watch extends Stopwatch {
  train = 0;
  override times() {
    return { train: this.train };
  }
}

const after = { validation: 0, scorings: 1, saving: 0, testPairs: 0 };

function stopping(
  train: unknown,
  given: { limits?: unknown; deadline?: Deadline; after?: Partial<typeof after>; sessions?: number } = {},
) {
  const watch = new Watch();
  const budget =
    given.limits === undefined
      ? undefined
      : new RunBudget({ limits: budgetOptions.parse(given.limits), began: Date.now() });
  const events: WorkerEvent[] = [];
  const emit: Emit = event => events.push(event);
  const deadline = given.deadline ?? new Deadline(undefined);
  const context = { watch, emit, deadline, ...(budget && { budget }) };
  const engine = { stats: { runs: 0, runMilliseconds: 0, sessions: 0 } };
  const options = trainOptions.parse(train);
  const made = new Stopping({ train: options, context, engine, after: { ...after, ...given.after } });
  /** Takes steps of so many seconds. */
  const take = (from: number, to: number, seconds: number, totalSteps: number) => {
    for (let step = from; step <= to; step++) {
      watch.train += seconds;
      vi.advanceTimersByTime(1000 * seconds);
      const stopped = made.step({ step, totalSteps, epoch: 1, epochEnd: false, reached: true });
      if (stopped) return { stopped, step };
    }
    return undefined;
  };
  return { made, take, budget, events };
}

const epochs = (...accuracies: number[]) =>
  accuracies.map((validationAccuracy, i) => ({ epoch: i + 1, loss: 1, validationAccuracy }));

describe('Stopping after an epoch', () => {
  it('goes on without patience and target', () => {
    expect(stopping({}).made.epoch(epochs(0.9, 0.8, 0.7, 0.6))).toBeUndefined();
    expect(stopping({ patience: 1 }).made.epoch([])).toBeUndefined();
  });

  it('stops once so many epochs were no better than the best', () => {
    const { made } = stopping({ patience: 2 });
    expect(made.epoch(epochs(0.7, 0.8))).toBeUndefined();
    expect(made.epoch(epochs(0.7, 0.8, 0.8))).toBeUndefined();
    expect(made.epoch(epochs(0.7, 0.8, 0.8, 0.79))).toBe('patience');
    expect(made.epoch(epochs(0.7, 0.8, 0.8, 0.81))).toBeUndefined();
  });

  it('stops at the target, whatever its patience', () => {
    const { made } = stopping({ patience: 1, stop_at: 'accuracy >= 0.9' });
    expect(made.epoch(epochs(0.85))).toBeUndefined();
    expect(made.epoch(epochs(0.85, 0.9))).toBe('target');
  });

  it('depends on nothing but the epochs, so that a resumed run stops at the same place', () => {
    const told = epochs(0.7, 0.8, 0.79, 0.78, 0.77);
    const unbroken = stopping({ patience: 2 }).made;
    const places = (made: Stopping, from: number) =>
      told.map((_, i) => (i < from ? undefined : made.epoch(told.slice(0, i + 1)))).slice(from);
    const all = places(unbroken, 0);
    for (let from = 1; from < told.length; from++)
      expect(places(stopping({ patience: 2 }).made, from)).toEqual(all.slice(from));
    expect(all.indexOf('patience')).toBe(3);
  });
});

describe('Stopping after a step', () => {
  it('stops in time for what follows, but not at the last step', () => {
    const late = { deadline: new Deadline(5), after: { validation: 10, scorings: 1 } };
    expect(stopping({}, late).take(1, 1, 0, 2)).toEqual({ stopped: 'budget', step: 1 });
    expect(stopping({}, late).take(2, 2, 0, 2)).toBeUndefined();
    expect(stopping({}, { ...late, deadline: new Deadline(500) }).take(1, 1, 0, 2)).toBeUndefined();
  });

  it('stops when memory is over its limit, and says which limit it was', () => {
    const { take, budget } = stopping({}, { limits: { memory: '1MiB' } });
    expect(take(1, 5, 0, 10)).toEqual({ stopped: 'budget', step: 1 });
    expect(budget!.usage()).toMatchObject({ missed: 'memory' });
    expect(stopping({}, { limits: { memory: '1TiB' } }).take(1, 5, 0, 10)).toBeUndefined();
  });

  it('foresees the whole run, and ends one that cannot fit', () => {
    const { take, events } = stopping({}, { limits: { wall_time: '20m' } });
    // 40 minutes of steps, of which twenty are taken until the forecast is believed.
    const run = () => take(1, 30, 1, 2400);
    expect(run).toThrow(
      expect.objectContaining({
        code: 'BUDGET_EXCEEDED',
        message: expect.stringMatching(
          /^Over budget: the run needs 40 min of 20 min \(3\d min to 4\d min\)\.$/,
        ),
      }) as Error,
    );
    expect(events.at(-1)).toMatchObject({
      type: 'progress',
      usage: { forecast: { estimate: expect.closeTo(2390, -2) } },
    });
  });

  it('prices what it foresees', () => {
    const { take } = stopping({}, { limits: { cost: { limit: 2, per_hour: 6 } } });
    expect(() => take(1, 30, 1, 2400)).toThrow(/needs 3\.9\d of 2 of cost|needs 4(\.\d+)? of 2 of cost/);
  });

  it('lets a run begin that fits, and one that is to train what fits', () => {
    const fits = stopping({}, { limits: { wall_time: '2h' } });
    expect(fits.take(1, 30, 1, 2400)).toBeUndefined();
    expect(fits.budget!.usage().forecast?.estimate).toBeCloseTo(2400, -2);
    const best = stopping({}, { limits: { wall_time: '20m', on_exceed: 'best-so-far' } });
    expect(best.take(1, 30, 1, 2400)).toBeUndefined();
  });
});
