import type { Statistics } from '../evaluation/statistics.ts';
import { subsetEvaluation } from '../evaluation/subset.ts';
import type { Evaluation, SliceColumn } from '../evaluation/types.ts';
import { type Measured, restricted, sampleOf } from '../gate/measured.ts';
import type { SliceSummary } from '../report/measures.ts';
import type { Decision } from './bar-decisions.ts';

/** Values of a column that the report holds: those with the most pairs. Rules may name any. */
const VALUES_SHOWN = 50;

/**
 * The candidate by the values of each column, on the pairs that judge.
 *
 * @param bar what it is held against, where that decided pairs
 */
export function sliceSummaries(
  candidate: Evaluation,
  test: Measured['test'],
  bar: Decision | undefined,
  statistics: Pick<Statistics, 'interval'>,
): SliceSummary[] {
  return Object.entries(test.slices).flatMap(([column, values]) =>
    largest(values).map(([value, pairs]) => {
      const { n, positives, metrics } = subsetEvaluation(candidate, test.labels, pairs);
      const sample = restricted(sampleOf(candidate, test), pairs);
      const barErrorRate = bar && errorRate(bar, pairs);
      return {
        column,
        value,
        n,
        positives,
        accuracy: metrics.accuracy,
        interval: statistics.interval('accuracy', sample, 0.95),
        metrics,
        ...(barErrorRate !== undefined && { barErrorRate }),
      };
    }),
  );
}

/** The values with the most pairs, those first; the pairs of each ascend. */
function largest({ values, of }: SliceColumn): [value: string, pairs: Int32Array][] {
  const counts = new Int32Array(values.length);
  for (const value of of) if (value >= 0) counts[value]! += 1;
  const shown = Array.from(counts.keys())
    .filter(value => counts[value]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, VALUES_SHOWN);
  const pairs = new Map(shown.map(value => [value, new Int32Array(counts[value]!)]));
  const filled = new Int32Array(values.length);
  for (const [pair, value] of of.entries()) {
    const own = pairs.get(value);
    if (own) own[filled[value]!++] = pair;
  }
  return shown.map(value => [values[value]!, pairs.get(value)!]);
}

/** Undefined unless all of the pairs were decided. */
function errorRate(bar: Decision, pairs: Int32Array): number | undefined {
  let wrong = 0;
  for (const pair of pairs) {
    const right = bar(pair);
    if (right === undefined) return undefined;
    if (!right) wrong += 1;
  }
  return wrong / pairs.length;
}
