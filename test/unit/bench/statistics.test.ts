import { describe, expect, it } from 'vitest';
import { median } from '../../../bench/statistics.ts';

describe('median', () => {
  it('is the middle value, whatever the order', () => {
    expect(median([9, 1, 4])).toBe(4);
  });

  it('is the mean of the two in the middle', () => {
    expect(median([10, 1, 4, 3])).toBe(3.5);
  });

  it('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });
});
