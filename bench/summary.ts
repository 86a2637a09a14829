import { median } from './statistics.ts';

/** What one side did in each round. */
export interface Round {
  /** Of each repeat or step. */
  readonly seconds: readonly number[];
  readonly peakBytes: number | null;
}

const MEBIBYTE = 2 ** 20;

/** Median over the repeats or steps of all rounds, and the highest peak of memory. */
export function summarize(rounds: readonly Round[]): { seconds: number; peak_mib: number | null } {
  const peaks = rounds.map(round => round.peakBytes);
  const known = peaks.filter(peak => peak !== null);
  return {
    seconds: median(rounds.flatMap(round => round.seconds)),
    peak_mib: known.length === 0 ? null : Math.round(Math.max(...known) / MEBIBYTE),
  };
}

/** Ratios of the peer to us in time, above 1 is faster, and of us to the peer in memory, below 1 is smaller. */
export function compare(ours: readonly Round[], peer: readonly Round[]) {
  const us = summarize(ours);
  const them = summarize(peer);
  return {
    ratio: rounded(them.seconds / us.seconds),
    ratio_by_round: ours.map((round, i) => rounded(median(peer[i]!.seconds) / median(round.seconds))),
    ours_seconds: rounded(us.seconds, 4),
    peer_seconds: rounded(them.seconds, 4),
    memory_ratio:
      us.peak_mib === null || them.peak_mib === null ? null : rounded(us.peak_mib / them.peak_mib),
    ours_peak_mib: us.peak_mib,
    peer_peak_mib: them.peak_mib,
  };
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
