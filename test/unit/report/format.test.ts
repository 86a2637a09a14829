import { describe, expect, it } from 'vitest';
import {
  amount,
  count,
  decimal,
  duration,
  interval,
  percent,
  plural,
  points,
  pValue,
  size,
} from '../../../src/report/format.ts';

describe('numbers as a reviewer reads them', () => {
  it.each([
    [percent(0.8996), '89.96 %'],
    [percent(1), '100.00 %'],
    [percent(0.70325), percent(1 - 0.29675)],
    [percent(Number.NaN), '–'],
    [percent(undefined), '–'],
    [points(-0.116), '−11.60 points'],
    [points(0.003), '+0.30 points'],
    [points(-0.000001), '±0.00 points'],
    [interval({ low: 0.801, high: 0.8482, level: 0.95 }), '80.10 – 84.82 %'],
    [interval({ low: Number.NaN, high: 1, level: 0.95 }), '–'],
    [decimal(0.97634), '0.976'],
    [decimal(Number.POSITIVE_INFINITY), '–'],
    [pValue(0.00099), '< 0.001'],
    [pValue(0.05), '0.050'],
    [pValue(undefined), '–'],
    [count(0), '0'],
    [count(999), '999'],
    [count(1000), '1,000'],
    [count(1234567), '1,234,567'],
    [plural(1, 'pair'), '1 pair'],
    [plural(1200, 'pair'), '1,200 pairs'],
    [size(812), '812 B'],
    [size(4_893_210), '4.89 MB'],
    [size(999_999), '1 MB'],
    [size(Number.NaN), '–'],
    [amount(0), '0.00'],
    [amount(0.00043808), '0.00044'],
    [amount(12.345), '12.35'],
  ])('%s', (shown, expected) => {
    expect(shown).toBe(expected);
  });

  it.each([
    [0, '0 s'],
    [0.04, '0 s'],
    [12.34, '12.3 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min'],
    [74.3, '1 min 14 s'],
    [3599.7, '1 h'],
    [3900, '1 h 5 min'],
    [Number.NaN, '–'],
  ])('%d seconds', (seconds, expected) => {
    expect(duration(seconds)).toBe(expected);
  });
});
