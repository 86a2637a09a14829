import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { statistics } from '../../src/evaluation/statistics.ts';
import type { MetricName } from '../../src/evaluation/types.ts';
import { rounded } from './gate.ts';
import { simulate } from './pull-request.ts';

export interface DifferenceScenario {
  readonly metric: MetricName;
  readonly pairs: number;
  readonly clustered: boolean;
  readonly share: number;
}

export const DIFFERENCE_SCENARIOS: readonly DifferenceScenario[] = (
  [
    ['precision', 1000, 0.25],
    ['recall', 1000, 1],
    ['f1', 1000, 0.25],
    ['matthews_correlation', 1000, 0.25],
    ['roc_auc', 400, 0.15],
    ['average_precision', 400, 0.15],
  ] as const
).flatMap(([metric, pairs, share]) => [false, true].map(clustered => ({ metric, pairs, clustered, share })));

/** How often the paired test of a metric finds a difference between equally good models, at 5 % on each side. */
export function simulateDifference({ metric, pairs, clustered, share }: DifferenceScenario, runs: number) {
  const random = xoroshiro128plus(4);
  const world = { pairs, clustered, errorRates: [0.15, 0.15] };
  const times = Math.ceil(runs * share);
  let [better, worse, naive] = [0, 0, 0];
  for (let run = 0; run < times; run++) {
    const [candidate, baseline] = simulate(world, random);
    const evidence = statistics.compare(metric, candidate!, baseline!);
    if (evidence.pBetter < 0.05) better++;
    if (evidence.pWorse < 0.05) worse++;
    if (evidence.difference < 0) naive++;
  }
  return {
    scenario: 'equally good, another metric',
    metric,
    pairs,
    clustered,
    runs: times,
    found_better: rounded(better / times),
    found_worse: rounded(worse / times),
    naive_passes: rounded(naive / times),
  };
}
