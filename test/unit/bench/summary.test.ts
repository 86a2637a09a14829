import { describe, expect, it } from 'vitest';
import { compare, summarize } from '../../../bench/summary.ts';

const MIB = 2 ** 20;

describe('compare', () => {
  const ours = [
    { seconds: [1, 2], peakBytes: 300 * MIB },
    { seconds: [1.5, 9], peakBytes: 330 * MIB },
    { seconds: [2, 3], peakBytes: null },
  ];
  const peer = [
    { seconds: [4, 4], peakBytes: 600 * MIB },
    { seconds: [3, 5], peakBytes: 500 * MIB },
    { seconds: [4, 8], peakBytes: 550 * MIB },
  ];

  it('takes the median over the repeats of all rounds and the highest peaks', () => {
    expect(compare(ours, peer)).toEqual({
      ratio: 2,
      ratio_by_round: [2.667, 0.762, 2.4],
      ours_seconds: 2,
      peer_seconds: 4,
      memory_ratio: 0.55,
      ours_peak_mib: 330,
      peer_peak_mib: 600,
    });
  });

  it('is above 1 when we are faster, below when we are slower', () => {
    expect(compare(peer, ours).ratio).toBe(0.5);
  });

  it('claims no memory that was not measured', () => {
    const unknown = ours.map(round => ({ ...round, peakBytes: null }));
    expect(summarize(unknown).peak_mib).toBeNull();
    expect(compare(unknown, peer).memory_ratio).toBeNull();
  });
});
