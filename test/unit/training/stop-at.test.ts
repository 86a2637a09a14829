import { describe, expect, it } from 'vitest';
import { trainOptions } from '../../../src/training/options.ts';
import { parseStopAt } from '../../../src/training/stop-at.ts';

describe('parseStopAt', () => {
  it.each([
    ['accuracy >= 0.90', 0.9, true],
    ['accuracy >= 0.90', 0.8999, false],
    ['accuracy > 90%', 0.9, false],
    ['accuracy ≥ 90 %', 0.9, true],
    ['error_rate <= 0.1', 0.9, true],
    ['error_rate < 10%', 0.9, false],
    ['error_rate < 10%', 0.9001, true],
    [' accuracy>=.5 ', 0.5, true],
  ])('%s: %d %s', (text, accuracy, met) => {
    expect(parseStopAt(text)(accuracy)).toBe(met);
  });

  it.each([
    ['', 'no target'],
    ['accuracy', 'no target'],
    ['accuracy >= 90', 'outside 0 to 1'],
    ['accuracy <= 0.9', 'worse model'],
    ['error_rate >= 0.1', 'worse model'],
    ['recall >= 0.9', 'no target'],
    ['accuracy >= 0.9 @ 95%', 'no target'],
    ['accuracy >= baseline', 'no target'],
  ])('refuses %j: %s', (text, problem) => {
    expect(() => parseStopAt(text)).toThrow(problem);
    expect(trainOptions.safeParse({ stop_at: text }).error?.issues[0]).toMatchObject({
      path: ['stop_at'],
      message: expect.stringContaining('Write e.g. `accuracy >= 0.90`'),
    });
  });
});
