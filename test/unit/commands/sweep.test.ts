import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Emit, Execute, Job, SweepJob, SweepReport } from '../../../src/commands/job.ts';
import { runSweep } from '../../../src/commands/sweep.ts';
import { sweepTerminal } from '../../../src/report/sweep.ts';
import { evaluation } from '../report/sample-evaluation.ts';

const CONFIG = `version: 1
data: { train: a.tsv, validation: b.tsv, test: c.tsv }
model: { base: models/tiny, dimensions: 4, precision: int8 }
sweep: { examples: [100, 200, 400], dimensions: [8, 16] }
`;

const scored = (truePositives: number) => ({
  ...evaluation(
    { truePositives, falseNegatives: 1, falsePositives: 1, trueNegatives: 5 },
    { roc: 1, average: 1 },
  ),
  scores: new Float64Array(),
  correct: [],
});

/** What a worker tells and answers, without one. */
function work(job: SweepJob, emit: Emit): SweepReport {
  const points = job.encodeOnly ? [] : job.points;
  const trials = points.map((point, i) => {
    emit({ type: 'progress', phase: 'read', done: 1, total: 1 });
    emit({ type: 'progress', phase: 'sweep', done: i + 1, total: points.length });
    const training = {
      tune: 'head',
      loss: 'x',
      seed: 1,
      epochs: [],
      steps: 3,
      plannedSteps: 3,
      bestEpoch: 1,
    };
    return { point, training, candidate: scored(3), seconds: 0.1 };
  });
  return {
    kind: 'sweep',
    engine: { name: 'reference', version: '1', device: 'cpu', gpu: false },
    fingerprint: 'sha256:00',
    testFingerprint: 'sha256:01',
    examples: 400,
    baseModel: scored(2),
    trials,
    cost: { textsEncoded: job.encodeOnly ? 7 : 0, tokensEncoded: 0, textsFound: 2 },
    times: {},
  };
}

describe('runSweep', () => {
  it('tells the progress of all trials together, and writes its report once', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sweep-'));
    writeFileSync(join(directory, 'finetune-gate.yml'), CONFIG);
    const jobs: SweepJob[] = [];
    const shown: string[] = [];
    const execute = (async (job: Job, emit: Emit) => {
      jobs.push(job as SweepJob);
      return work(job as SweepJob, emit);
    }) as Execute;
    const summary = await runSweep({
      command: 'train',
      config: 'finetune-gate.yml',
      directory,
      output: 'out',
      engine: 'reference',
      provider: 'auto',
      requireGpu: false,
      signal: new AbortController().signal,
      log: () => {},
      progress: line => shown.push(line),
      execute,
    });
    expect(jobs.filter(job => job.encodeOnly)).toHaveLength(1);
    expect(shown.at(-1)).toMatch(/^Training {2}6\/6 heads {2}100 %/);
    expect(shown.every(line => line.startsWith('Training'))).toBe(true);
    expect(summary.trials.map(({ examples, dimensions }) => [examples, dimensions])).toEqual(
      [100, 200, 400].flatMap(examples => [8, 16].map(dimensions => [examples, dimensions])),
    );
    expect(summary.cost.textsEncoded).toBe(7);
    expect(JSON.parse(readFileSync(join(directory, 'out/report.json'), 'utf8'))).toEqual(summary);
    expect(readFileSync(join(directory, 'out/summary.md'), 'utf8')).toContain('<code>sha256:01</code>');
    expect(readFileSync(join(directory, 'out/summary.md'), 'utf8')).toContain('in int8: error rate');
    const rows = readFileSync(join(directory, 'out/results.csv'), 'utf8').trim().split('\n');
    expect(rows).toHaveLength(7);
    expect(new Set(rows.map(row => row.split(',').length)).size).toBe(1);
    expect(sweepTerminal(summary)).toContain('7 texts encoded');
  });
});
