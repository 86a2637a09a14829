// `npm run bench -- simulate [--pull-requests N]`: how often verdicts and intervals are right where the truth is known.
import { machine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { COVERAGE_SCENARIOS, simulateCoverage } from './simulate/coverage.ts';
import { DIFFERENCE_SCENARIOS, simulateDifference } from './simulate/differences.ts';
import { GATE_SCENARIOS, simulateGate, simulateHolm } from './simulate/gate.ts';
import { timeStatistics } from './simulate/speed.ts';

/** One line a scenario, the last about the machine. */
export function benchSimulate({ pullRequests }: BenchOptions): void {
  const start = performance.now();
  const show = (result: object) => console.log(JSON.stringify({ bench: 'simulate', ...result }));
  for (const scenario of GATE_SCENARIOS) show(simulateGate(scenario, pullRequests));
  show(simulateHolm(pullRequests));
  for (const scenario of DIFFERENCE_SCENARIOS) show(simulateDifference(scenario, pullRequests));
  for (const scenario of COVERAGE_SCENARIOS) show(simulateCoverage(scenario, pullRequests));
  show(timeStatistics());
  const { user, system } = process.cpuUsage();
  show({
    pull_requests: pullRequests,
    seconds: Math.round((performance.now() - start) / 1e3),
    cpu_seconds: Math.round((user + system) / 1e6),
    ...machine(),
  });
}
