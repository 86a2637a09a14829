import type { Evidence } from '../../../src/evaluation/evidence.ts';
import { type Sample, type Statistics, statistics } from '../../../src/evaluation/statistics.ts';

/** Evidence with these numbers; a margin's p-value is that of the normal-free tail `p(margin)`. */
export const evidence = (difference: number, p: number, bound = difference): Evidence => ({
  difference,
  pBetter: p,
  pWorse: p,
  pWithin: () => p,
  upperBound: () => bound,
});

/** Statistics of which a test says the numbers; what it does not say is the real one's. */
export const withNumbers = (numbers: Partial<Statistics>): Statistics => ({
  ...statistics,
  holm: holmByDefinition,
  morePairsForBound: () => undefined,
  morePairsForComparison: () => undefined,
  ...numbers,
});

/** Holm (1979) as its paper has it: the j-th smallest is the largest of (m − i + 1) p(i) over i ≤ j. */
export function holmByDefinition(pValues: readonly number[]): number[] {
  const sorted = pValues.toSorted((a, b) => a - b);
  return pValues.map(p =>
    Math.min(1, Math.max(...sorted.slice(0, sorted.indexOf(p) + 1).map((q, i) => (sorted.length - i) * q))),
  );
}

/** The share of wrong decisions, counted by hand. */
export const errorRateOf = ({ correct }: Sample): number =>
  correct.filter(right => right === 0).length / correct.length;
