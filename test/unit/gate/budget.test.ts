import { describe, expect, it } from 'vitest';
import {
  budgetOutcome,
  budgetOutcomes,
  budgetText,
  needsText,
  parseDuration,
} from '../../../src/gate/budget.ts';
import { formatDuration } from '../../../src/gate/duration.ts';
import { budgetOptions } from '../../../src/gate/options.ts';

describe('parseDuration', () => {
  it.each([
    ['20m', 1200],
    ['90s', 90],
    ['1h30m', 5400],
    ['1h 30m 5s', 5405],
    ['1.5h', 5400],
    ['20 min', 1200],
    ['0.5s', 0.5],
    ['1200', 1200],
    [' 2h ', 7200],
    ['576h', 2_073_600],
  ])('%s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', ' ', 'soon', '-5m', '20x', '1m1h', '1h1h', '1,5h', 'm', '1e3s', '5 5s', '20m!', 'Infinity'])(
    'refuses %j',
    text => {
      expect(() => parseDuration(text)).toThrow(
        expect.objectContaining({
          code: 'CONFIG_INVALID',
          place: undefined,
          remedy: expect.stringContaining('`20m`'),
        }) as Error,
      );
    },
  );

  it.each([
    ['0s', 'leaves no time'],
    ['0', 'leaves no time'],
    ['577h', 'longer than 24 days'],
    ['9'.repeat(400), 'longer than 24 days'],
  ])('refuses %s: it %s', (text, problem) => {
    expect(() => parseDuration(text)).toThrow(problem);
  });
});

describe('budgetOutcome', () => {
  it('is exceeded past the limit, or when training was cut short', () => {
    expect(budgetOutcome('wall_time', 60, 60)).toEqual({
      name: 'wall_time',
      unit: 's',
      limit: 60,
      spent: 60,
      exceeded: false,
    });
    expect(budgetOutcome('wall_time', 60, 60.01).exceeded).toBe(true);
    expect(budgetOutcome('wall_time', 60, 55, true).exceeded).toBe(true);
  });

  it.each([
    [budgetOutcome('wall_time', 1200, 1263), 'the run took 21 min 3 s, the budget is 20 min'],
    [budgetOutcome('wall_time', 1200, 1200.4), 'the run took 20 min 0.4 s, the budget is 20 min'],
    [budgetOutcome('wall_time', 60, 60.004), 'the run took 1 min 0.004 s, the budget is 1 min'],
    [budgetOutcome('wall_time', 1.5, 12.34), 'the run took 12 s, the budget is 1.5 s'],
    [
      budgetOutcome('wall_time', 60, 55, true),
      'training was stopped early to stay within the budget of 1 min',
    ],
  ])('%j', (outcome, text) => {
    expect(budgetText(outcome)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [0.44, '0.4 s'],
    [45, '45 s'],
    [59.96, '1 min'],
    [1200, '20 min'],
    [5400, '1 h 30 min'],
    [3661, '1 h 1 min 1 s'],
  ])('%d', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('budgetOutcomes', () => {
  const limits = budgetOptions.parse({ wall_time: 60, memory: '1GiB', cost: { limit: 1, per_hour: 60 } });
  const spent = { wall_time: 50, memory: 2 ** 29, cost: 50 / 60 };
  const forecasts = { wall_time: { estimate: 55, low: 50, high: 60 } };

  it('has one for each limit that is set, with its unit and its forecast', () => {
    const outcomes = budgetOutcomes(limits, { spent, forecasts });
    expect(outcomes).toEqual([
      { name: 'wall_time', unit: 's', limit: 60, spent: 50, exceeded: false, forecast: forecasts.wall_time },
      { name: 'cost', unit: 'price', limit: 1, spent: 50 / 60, exceeded: false },
      { name: 'memory', unit: 'bytes', limit: 2 ** 30, spent: 2 ** 29, exceeded: false },
    ]);
  });

  it('blames the limit for which training was cut short, unless the best so far was asked for', () => {
    const exceeded = (budget: typeof limits, more = {}) =>
      budgetOutcomes(budget, { spent: { ...spent, ...more }, missed: 'memory' })
        .filter(one => one.exceeded)
        .map(({ name }) => name);
    expect(exceeded(limits)).toEqual(['memory']);
    const best = { ...limits, on_exceed: 'best-so-far' as const };
    expect(exceeded(best)).toEqual([]);
    expect(exceeded(best, { wall_time: 61 })).toEqual(['wall_time']);
  });

  it.each([
    [budgetOutcome('cost', 2, 2.104), 'the run cost 2.1, the budget is 2'],
    [budgetOutcome('memory', 2 ** 33, 9 * 2 ** 30), 'the run held 9 GiB of memory, the budget is 8 GiB'],
    [budgetOutcome('examples', 1000, 5000), 'the run has 5,000 training examples, the budget is 1,000'],
    [budgetOutcome('gpu_time', 600, 660), 'the run held a GPU for 11 min, the budget is 10 min'],
    [budgetOutcome('provider_cost', 1, 1.004), 'providers cost 1.004, the budget is 1'],
  ])('%j', (outcome, text) => {
    expect(budgetText(outcome)).toBe(text);
  });

  it('says what a run needs that cannot fit', () => {
    const forecast = { estimate: 2460, low: 2290, high: 2630 };
    const text = 'needs 41 min of 20 min (38 min to 44 min)';
    expect(needsText('wall_time', 1200, forecast)).toBe(text);
    const outcome = { ...budgetOutcome('wall_time', 1200, 34, true), forecast };
    expect(budgetText(outcome)).toBe(`the run ${text}`);
    expect(needsText('cost', 2, { estimate: 4.118, low: 3.9, high: 4.4 })).toBe(
      'needs 4.12 of 2 of cost (3.9 to 4.4)',
    );
  });
});
