import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { normalTail, normalUpperQuantile } from '../../src/evaluation/normal.ts';
import { statistics } from '../../src/evaluation/statistics.ts';
import type { MetricName } from '../../src/evaluation/types.ts';
import { rounded } from './gate.ts';
import { POSITIVES, simulate } from './pull-request.ts';

export interface CoverageScenario {
  readonly metric: MetricName;
  readonly accuracy: number;
  readonly pairs: number;
  readonly clustered: boolean;
  /** Share of all runs that it takes: what looks at every pair in every resample takes its time. */
  readonly share: number;
}

const ACCURACIES = [0.83, 0.9, 0.97];

export const COVERAGE_SCENARIOS: readonly CoverageScenario[] = [
  ...[false, true].flatMap(clustered =>
    ACCURACIES.flatMap(accuracy =>
      [500, 4000].map(pairs => ({ metric: 'accuracy' as const, accuracy, pairs, clustered, share: 1 })),
    ),
  ),
  ...[false, true].flatMap(clustered =>
    ACCURACIES.map(accuracy => ({ metric: 'f1' as const, accuracy, pairs: 1000, clustered, share: 0.5 })),
  ),
  ...[false, true].map(clustered => ({
    metric: 'precision' as const,
    accuracy: 0.9,
    pairs: 1000,
    clustered,
    share: 0.5,
  })),
  ...[false, true].flatMap(clustered =>
    [0.83, 0.9].map(accuracy => ({
      metric: 'roc_auc' as const,
      accuracy,
      pairs: 400,
      clustered,
      share: 0.2,
    })),
  ),
];

/** How often the 95 % interval holds the true value. */
export function simulateCoverage(
  { metric, accuracy, pairs, clustered, share }: CoverageScenario,
  runs: number,
) {
  const random = xoroshiro128plus(3);
  const world = { pairs, clustered, errorRates: [1 - accuracy] };
  const truth = trueValue(metric, accuracy);
  const times = Math.ceil(runs * share);
  let [below, above] = [0, 0];
  for (let run = 0; run < times; run++) {
    const { low, high } = statistics.interval(metric, simulate(world, random)[0]!, 0.95);
    if (truth < low) below++;
    else if (truth > high) above++;
  }
  return {
    scenario: 'coverage of the 95 % interval',
    metric,
    truth: rounded(truth),
    pairs,
    clustered,
    runs: times,
    covers: rounded(1 - (below + above) / times),
    misses: [rounded(below / times), rounded(above / times)],
  };
}

/** Both classes are decided equally well; scores are normal with means ±μ and variance 1. */
function trueValue(metric: MetricName, accuracy: number): number {
  const found = POSITIVES * accuracy;
  const alarms = (1 - POSITIVES) * (1 - accuracy);
  switch (metric) {
    case 'accuracy':
      return accuracy;
    case 'precision':
      return found / (found + alarms);
    case 'f1':
      return (2 * found) / (found + alarms + POSITIVES);
    case 'roc_auc':
      return 1 - normalTail(Math.SQRT2 * normalUpperQuantile(1 - accuracy));
    default:
      throw new Error(`nothing is known of ${metric}`);
  }
}
