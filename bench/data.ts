// `npm run bench -- data`: reads, checks, fingerprints and splits generated pairs, in a process of its own.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { writePairFile } from './pair-file.ts';
import { runMeasured } from './process.ts';
import { rounded } from './summary.ts';
import type { DataOutcome } from './work/data.ts';

/** One JSON line: the whole number of pairs, a quarter of it, and how much more the whole takes. */
export async function benchData({ pairs, format }: BenchOptions): Promise<void> {
  const quarter = await measure(Math.round(pairs / 4), format);
  const whole = await measure(pairs, format);
  const ratio = (of: (one: typeof whole) => number | null) =>
    rounded((of(whole) ?? Number.NaN) / (of(quarter) ?? Number.NaN), 2);
  console.log(
    JSON.stringify({
      bench: 'data',
      format,
      ...whole,
      quarter,
      seconds_ratio: ratio(one => one.seconds),
      cpu_ratio: ratio(one => one.cpu_seconds),
      peak_ratio: ratio(one => one.peak_mib),
      ...machine(),
    }),
  );
}

/** A tenth of train goes to validation and half of the rest is taken as a subset, so that every step has work. */
async function measure(count: number, format: BenchOptions['format']) {
  const folder = mkdtempSync(join(tmpdir(), 'finetune-gate-bench-'));
  try {
    const [train, test] = [`train.${format}`, `test.${format}`];
    await writePairFile(join(folder, train), format, count, 1);
    await writePairFile(join(folder, test), format, Math.ceil(count / 100), 2);
    const data = { train, validation: 0.1, test, examples: Math.round(count * 0.45) };
    const work = JSON.stringify({ root: folder, data });
    const { stdout } = await runMeasured(process.execPath, [
      ...process.execArgv,
      process.argv[1]!,
      'data-work',
      work,
    ]);
    const { peakBytes, seconds, cpu_seconds, ...outcome } = JSON.parse(stdout) as DataOutcome;
    return {
      count,
      megabytes: Math.round(statSync(join(folder, train)).size / 1e6),
      seconds: rounded(seconds, 2),
      cpu_seconds: rounded(cpu_seconds, 2),
      peak_mib: peakBytes === null ? null : Math.round(peakBytes / 2 ** 20),
      ...outcome,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
