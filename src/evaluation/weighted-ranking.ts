import type { Clusters } from './clusters.ts';
import { descending, type Labels } from './scored.ts';

/** Pairs from the highest score down, as resampling needs them: sorted once, weighted often. Shape [pairs] each. */
export interface Ranked {
  readonly positive: Uint8Array;
  readonly cluster: Int32Array;
  /** 1 at the last of the pairs that share a score. */
  readonly last: Uint8Array;
  readonly clusters: number;
}

export type RankingMetric = 'roc_auc' | 'average_precision';

export function ranked(scores: Float64Array, labels: Labels, { of, count }: Clusters): Ranked {
  const order = descending(scores);
  return {
    positive: Uint8Array.from(order, i => labels[i]!),
    cluster: Int32Array.from(order, i => of[i]!),
    last: Uint8Array.from(order, (i, rank) =>
      rank + 1 < order.length && scores[order[rank + 1]!] === scores[i] ? 0 : 1,
    ),
    clusters: count,
  };
}

/**
 * A metric of `rankingQuality` where every cluster counts as often as its weight says. O(n).
 *
 * @param weights shape [clusters]
 */
export function weightedRanking(
  name: RankingMetric,
  { positive, cluster, last }: Ranked,
  weights: Float64Array,
): number {
  let positives = 0;
  let negatives = 0;
  let [groupPositives, groupNegatives] = [0, 0];
  let [wins, precisions] = [0, 0];
  for (let i = 0; i < positive.length; i++) {
    const weight = weights[cluster[i]!]!;
    if (positive[i]) groupPositives += weight;
    else groupNegatives += weight;
    if (last[i] === 0) continue;
    wins += groupNegatives * (positives + groupPositives / 2);
    positives += groupPositives;
    negatives += groupNegatives;
    if (groupPositives > 0) precisions += groupPositives * (positives / (positives + negatives));
    groupPositives = 0;
    groupNegatives = 0;
  }
  if (name === 'average_precision') return positives > 0 ? precisions / positives : 0;
  return positives > 0 && negatives > 0 ? wins / (positives * negatives) : 0.5;
}

/**
 * How much each cluster moves the metric: its derivative by the cluster's weight (the infinitesimal jackknife). For
 * `roc_auc` these are the placements of DeLong, DeLong and Clarke-Pearson (Biometrics 44:837-845, 1988), summed by
 * cluster as Obuchowski does (Biometrics 53:567-578, 1997). O(n). Needs both classes. Shape [clusters].
 */
export function rankingInfluence(name: RankingMetric, pairs: Ranked): Float64Array {
  return name === 'roc_auc' ? aucInfluence(pairs) : precisionInfluence(pairs);
}

function aucInfluence({ positive, cluster, last, clusters }: Ranked): Float64Array {
  const n = positive.length;
  const allPositives = positive.reduce((sum, one) => sum + one, 0);
  const allNegatives = n - allPositives;
  const auc = weightedRanking('roc_auc', { positive, cluster, last, clusters }, ones(clusters));
  const influence = new Float64Array(clusters);
  let [positives, negatives] = [0, 0];
  for (let start = 0; start < n; ) {
    const end = groupEnd(last, start);
    const inGroup = positive.subarray(start, end).reduce((sum, one) => sum + one, 0);
    const others = end - start - inGroup;
    // Shares of the other class on the right side, ties counting one half.
    const below = (allNegatives - negatives - others / 2) / allNegatives;
    const above = (positives + inGroup / 2) / allPositives;
    for (let i = start; i < end; i++) {
      influence[cluster[i]!]! += positive[i] ? (below - auc) / allPositives : (above - auc) / allNegatives;
    }
    positives += inGroup;
    negatives += others;
    start = end;
  }
  return influence;
}

/** With P and T the positives and pairs down to a group, a pair at or above it changes P / T by (label − P / T) / T. */
function precisionInfluence({ positive, cluster, last, clusters }: Ranked): Float64Array {
  const n = positive.length;
  const all = positive.reduce((sum, one) => sum + one, 0);
  const value = weightedRanking('average_precision', { positive, cluster, last, clusters }, ones(clusters));
  const influence = new Float64Array(clusters);
  let positives = all;
  let [ofPositive, ofNegative] = [0, 0];
  for (let end = n; end > 0; ) {
    const start = groupStart(last, end);
    const inGroup = positive.subarray(start, end).reduce((sum, one) => sum + one, 0);
    const precision = positives / end;
    ofPositive += (inGroup * (1 - precision)) / end;
    ofNegative -= (inGroup * precision) / end;
    for (let i = start; i < end; i++) {
      influence[cluster[i]!]! += (positive[i] ? precision - value + ofPositive : ofNegative) / all;
    }
    positives -= inGroup;
    end = start;
  }
  return influence;
}

function groupEnd(last: Uint8Array, start: number): number {
  return last.indexOf(1, start) + 1;
}

function groupStart(last: Uint8Array, end: number): number {
  return end < 2 ? 0 : last.lastIndexOf(1, end - 2) + 1;
}

function ones(count: number): Float64Array {
  return new Float64Array(count).fill(1);
}
