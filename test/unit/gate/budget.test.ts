import { describe, expect, it } from 'vitest';
import { budgetOutcome, budgetText, parseDuration } from '../../../src/gate/budget.ts';
import { formatDuration } from '../../../src/gate/duration.ts';

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
