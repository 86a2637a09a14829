import { describe, expect, it } from 'vitest';
import { clustersOf } from '../../../src/evaluation/clusters.ts';
import { rankingQuality } from '../../../src/evaluation/ranking.ts';
import { ranked, rankingInfluence, weightedRanking } from '../../../src/evaluation/weighted-ranking.ts';
import { randomSplit } from './random-split.ts';

const split = randomSplit(5, 60, 1);
const numbers = Int32Array.from({ length: 60 }, (_, i) => (i < 30 ? i : 30 + (i % 7)));
const clusters = clustersOf(numbers);
const pairs = ranked(split.scores, split.labels, clusters);
const ones = () => new Float64Array(clusters.count).fill(1);

/** Each pair written out as often as its cluster comes. */
function writtenOut(weights: Float64Array) {
  const indices = [...numbers.keys()].flatMap(i => new Array<number>(weights[clusters.of[i]!]!).fill(i));
  const scores = Float64Array.from(indices, i => split.scores[i]!);
  return rankingQuality(
    scores,
    indices.map(i => split.labels[i]!),
  );
}

describe('weightedRanking', () => {
  it('is the ranking’s quality where each cluster is written out as often as it counts', () => {
    for (let run = 0; run < 20; run++) {
      const weights = ones().map((_, i) => (i * 7 + run * 3) % 4);
      const plain = writtenOut(weights);
      expect(weightedRanking('roc_auc', pairs, weights)).toBeCloseTo(plain.rocAuc, 13);
      expect(weightedRanking('average_precision', pairs, weights)).toBeCloseTo(plain.averagePrecision, 13);
    }
  });
});

describe.each(['roc_auc', 'average_precision'] as const)('the influence on %s', name => {
  const influence = rankingInfluence(name, pairs);

  it('is the derivative by a cluster’s weight', () => {
    influence.forEach((slope, cluster) => {
      const moved = (by: number) => {
        const weights = ones();
        weights[cluster]! += by;
        return weightedRanking(name, pairs, weights);
      };
      expect(slope).toBeCloseTo((moved(1e-4) - moved(-1e-4)) / 2e-4, 7);
    });
  });

  it('sums to zero: more of everything changes nothing', () => {
    expect(influence.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 12);
  });
});

it('has DeLong’s variance of the area, counted pair by pair', () => {
  const free = ranked(split.scores, split.labels, clustersOf(Int32Array.from(split.scores.keys())));
  const wins = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0);
  const positives = [...split.scores].filter((_, i) => split.labels[i] === 1);
  const negatives = [...split.scores].filter((_, i) => split.labels[i] === 0);
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const ofPositives = positives.map(p => mean(negatives.map(n => wins(p, n))));
  const ofNegatives = negatives.map(n => mean(positives.map(p => wins(p, n))));
  const area = mean(ofPositives);
  const squares = (values: readonly number[]) => mean(values.map(one => (one - area) ** 2)) / values.length;
  const ours = rankingInfluence('roc_auc', free).reduce((sum, one) => sum + one ** 2, 0);
  expect(ours).toBeCloseTo(squares(ofPositives) + squares(ofNegatives), 14);
});
