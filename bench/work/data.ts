// A child process of `npm run bench -- data`: loads the pairs of a folder and prints one line of JSON.
import { readFileSync } from 'node:fs';
import { loadData } from '../../src/data/load.ts';
import { dataOptions } from '../../src/data/options.ts';
import { parsePeak } from '../process.ts';

/** What loading took. */
export interface DataOutcome {
  readonly seconds: number;
  /** Of all threads: on a machine that does other work too, what grows with the pairs. */
  readonly cpu_seconds: number;
  /** Highest resident memory in bytes; null where the system does not tell. */
  readonly peakBytes: number | null;
  /** Pairs by split. */
  readonly pairs: readonly number[];
  readonly findings: number;
  readonly fingerprint: string;
}

/** @param description the folder, and the `data` block as JSON. */
export async function dataWork(description: string): Promise<void> {
  const { root, data } = JSON.parse(description) as { root: string; data: object };
  const start = performance.now();
  const before = process.cpuUsage();
  const loaded = await loadData(dataOptions.parse(data), root, { seed: 42 });
  const { user, system } = process.cpuUsage(before);
  const outcome: DataOutcome = {
    seconds: (performance.now() - start) / 1000,
    cpu_seconds: (user + system) / 1e6,
    peakBytes: ownPeak(),
    pairs: Object.values(loaded.splits).map(split => split.length),
    findings: loaded.findings.length,
    fingerprint: loaded.fingerprint,
  };
  console.log(JSON.stringify(outcome));
}

function ownPeak(): number | null {
  try {
    return parsePeak(readFileSync('/proc/self/status', 'utf8'));
  } catch {
    return null;
  }
}
