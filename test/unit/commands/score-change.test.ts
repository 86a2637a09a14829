import { describe, expect, it } from 'vitest';
import { errorRateOf, scoreChange } from '../../../src/commands/score-change.ts';

/** Decisions with `n` pairs in each of four kinds: both right, both wrong, only the first wrong, only the second. */
function decided(right: number, wrong: number, fixed: number, broken: number) {
  const kinds = [
    ...Array<string>(right).fill('11'),
    ...Array<string>(wrong).fill('00'),
    ...Array<string>(fixed).fill('01'),
    ...Array<string>(broken).fill('10'),
  ];
  const side = (at: number) => Uint8Array.from(kinds, kind => Number(kind[at]));
  return { before: side(0), after: side(1), clusters: Int32Array.from(kinds.keys()) };
}

describe('scoreChange', () => {
  it('has the error rates, their difference, and the exact test of the pairs that changed', () => {
    const { before, after, clusters } = decided(80, 10, 9, 1);
    const change = scoreChange(before, after, clusters);
    expect(change).toMatchObject({ pairs: 100, before: 0.19, after: 0.11, fixed: 9, broken: 1 });
    expect(change.difference).toBeCloseTo(-0.08, 12);
    // Of ten tosses of a coin, one or none come up: 11 in 1024, on either side.
    expect(change.pValue).toBeCloseTo(22 / 1024, 12);
    expect(change.interval.low).toBeLessThan(-0.08);
    expect(change.interval.high).toBeGreaterThan(-0.08);
    expect(change.interval.high).toBeLessThan(0);
  });

  it('says the same of the way back, with the other sign', () => {
    const { before, after, clusters } = decided(60, 5, 12, 7);
    const [there, back] = [scoreChange(before, after, clusters), scoreChange(after, before, clusters)];
    expect(back.difference).toBeCloseTo(-there.difference, 12);
    expect([back.fixed, back.broken]).toEqual([there.broken, there.fixed]);
    expect(back.interval.low).toBeCloseTo(-there.interval.high, 12);
    expect(back.pValue).toBeCloseTo(there.pValue, 12);
  });

  it('is less sure where the pairs that changed share texts', () => {
    const { before, after, clusters } = decided(80, 10, 10, 0);
    const together = clusters.map(pair => (pair < 90 ? pair : 90 + (pair % 2)));
    const [alone, shared] = [scoreChange(before, after, clusters), scoreChange(before, after, together)];
    expect(shared.pValue).toBeGreaterThan(alone.pValue);
    expect(shared.interval.high - shared.interval.low).toBeGreaterThan(
      alone.interval.high - alone.interval.low,
    );
  });
});

describe('errorRateOf', () => {
  it('is a share with an interval around it', () => {
    const { after, clusters } = decided(75, 25, 0, 0);
    const { pairs, errorRate, interval } = errorRateOf({ correct: after, clusters });
    expect([pairs, errorRate]).toEqual([100, 0.25]);
    // Wilson's for 25 of 100, as statsmodels' proportion_confint has it.
    expect(interval.low).toBeCloseTo(0.17545, 4);
    expect(interval.high).toBeCloseTo(0.343, 4);
  });
});
