import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { statistics } from '../../src/evaluation/statistics.ts';
import { METRICS } from '../../src/evaluation/types.ts';
import { simulate } from './pull-request.ts';

const PAIRS = 10_000;

/** How long an interval and a comparison of each metric take, in milliseconds; the second time, when code is warm. */
export function timeStatistics() {
  const world = { pairs: PAIRS, clustered: true, errorRates: [0.13, 0.17] };
  const [candidate, baseline] = simulate(world, xoroshiro128plus(5));
  const timed = (work: () => unknown) => {
    work();
    const start = performance.now();
    work();
    return Math.round(performance.now() - start);
  };
  const each = (work: (metric: (typeof METRICS)[number]) => unknown) =>
    Object.fromEntries(METRICS.map(metric => [metric, timed(() => work(metric))]));
  return {
    scenario: 'time',
    pairs: PAIRS,
    clustered: true,
    interval_ms: each(metric => statistics.interval(metric, candidate!, 0.95)),
    comparison_ms: each(metric => statistics.compare(metric, candidate!, baseline!)),
  };
}
