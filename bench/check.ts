// Whole checks from process start to report: `npm run bench -- check [--shared FOLDER] [--runs N]`; one JSON line each.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../src/report/result.ts';
import { median } from './statistics.ts';

interface Job {
  readonly name: string;
  readonly data: string;
  readonly model: string;
  /** Rows to keep of each file; all where absent. */
  readonly rows?: { readonly train: number; readonly validation: number; readonly test: number };
  readonly train: string;
}

export function benchCheck(root: string, shared: string, runs: number): void {
  const fixtures = { data: join(root, 'fixtures/data'), model: join(root, 'fixtures/models/tiny') };
  const rows = { train: 4000, validation: 1000, test: 1000 };
  const jobs: Job[] = [{ name: 'fixture corpus, fixture BERT', ...fixtures, train: 'learning_rate: 1.0e-3' }];
  if (existsSync(shared)) {
    const qqp = join(shared, 'data/qqp');
    const train = 'learning_rate: 1.0e-3, seed: 1';
    jobs.push({ name: 'QQP 22 498, GloVe', data: qqp, model: join(shared, 'models/glove-50d-10k'), train });
    jobs.push({ name: 'QQP 4 000, fixture BERT', data: qqp, model: fixtures.model, rows, train });
  } else {
    console.error(`no ${shared}: the real data's runs are left out`);
  }
  for (const job of jobs) console.log(JSON.stringify(measure(root, job, runs)));
}

function measure(root: string, job: Job, runs: number) {
  const folder = mkdtempSync(join(tmpdir(), 'finetune-gate-bench-'));
  try {
    for (const split of ['train', 'validation', 'test'] as const) {
      const lines = readFileSync(join(job.data, `${split}.tsv`), 'utf8').split('\n');
      const kept = job.rows ? `${lines.slice(0, job.rows[split] + 1).join('\n')}\n` : lines.join('\n');
      writeFileSync(join(folder, `${split}.tsv`), kept);
    }
    cpSync(job.model, join(folder, 'model'), { recursive: true });
    writeFileSync(join(folder, 'finetune-gate.yml'), configuration(job));
    const seconds: number[] = [];
    for (let run = 0; run < runs; run++) {
      const start = performance.now();
      spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'train', '--output', 'out'], { cwd: folder });
      seconds.push((performance.now() - start) / 1000);
    }
    const result: Result = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8'));
    return {
      bench: 'check',
      job: job.name,
      runs,
      median_seconds: Number(median(seconds).toFixed(2)),
      base_error_rate: result.baselines?.[0]?.errorRate,
      error_rate: result.candidate?.metrics.error_rate,
      steps: result.training?.steps,
      texts_encoded: result.cost?.textsEncoded,
      times: result.times,
      ...(result.error && { error: result.error }),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function configuration(job: Job): string {
  return `version: 1
data: { train: train.tsv, validation: validation.tsv, test: test.tsv }
model: { base: model, dimensions: 256 }
train: { tune: head, ${job.train} }
gate: [error_rate < baseline]
`;
}
