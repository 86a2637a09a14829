import { describe, expect, it } from 'vitest';
import { withinOwnTime } from '../../../src/model/own-time.ts';

const late = () => new Error('too late');

describe('withinOwnTime', () => {
  it('gives what the work gives, and its own error', () => {
    expect(withinOwnTime(1000, () => 'a'.repeat(3), late)).toBe('aaa');
    const own = new TypeError('own');
    expect(() =>
      withinOwnTime(
        1000,
        () => {
          throw own;
        },
        late,
      ),
    ).toThrow(own);
  });

  it('ends a regular expression that would run for years, and works again after it', () => {
    const endless = () => /^(([a-z ]+)*)*\d$/.test('what is the best way to learn to swim in a week');
    expect(() => withinOwnTime(50, endless, late)).toThrow('too late');
    expect(withinOwnTime(1000, () => 1, late)).toBe(1);
  });
});
