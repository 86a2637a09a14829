import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckOptions } from '../../src/commands/check-options.ts';
import { collectSweep } from '../../src/commands/collect-sweep.ts';
import { readFindings } from '../../src/commands/findings-file.ts';
import type { Execute, Job } from '../../src/commands/job.ts';
import { runJob } from '../../src/commands/run-job.ts';
import { parseShard } from '../../src/commands/shard-of.ts';
import type { SweepJob } from '../../src/commands/sweep-job.ts';
import { runTrial, type TrialRequest } from '../../src/commands/trial-shard.ts';
import { FinetuneGateError } from '../../src/errors.ts';
import { mergeStores } from '../../src/model/store/merge.ts';
import { fixtureConfig, fixtureRepository, type Sandbox } from '../sandbox.ts';

const CONFIG = `${fixtureConfig()}sweep: { examples: [100], dimensions: [8, 16, 24], learning_rate: [0.01, 0.001] }\n`;

/** Jobs one after the other in this process, and which they were; `before` may end one. */
function watched(before: (job: Job) => void = () => {}): { readonly jobs: Job[]; readonly execute: Execute } {
  const jobs: Job[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const execute: Execute = (job, emit, signal) => {
    const own = last.then(() => {
      jobs.push(job);
      before(job);
      return runJob(job, emit, signal);
    });
    last = own.catch(() => {});
    return own;
  };
  return { jobs, execute };
}

function trial(
  sandbox: Sandbox,
  own: Partial<CheckOptions>,
  { shard = '1/1', ...request }: Partial<Omit<TrialRequest, 'shard'>> & { readonly shard?: string } = {},
) {
  const options = optionsFor(sandbox, own);
  return runTrial(options, { phase: 'train', from: [], atOnce: 2, ...request, shard: parseShard(shard) });
}

function optionsFor(sandbox: Sandbox, own: Partial<CheckOptions>): CheckOptions {
  return {
    command: 'train',
    directory: sandbox.folder,
    config: 'finetune-gate.yml',
    engine: 'auto',
    provider: 'cpu',
    requireGpu: false,
    output: 'job',
    signal: new AbortController().signal,
    log: () => {},
    progress: () => {},
    execute: runJob,
    ...own,
  };
}

const trains = (job: Job): job is SweepJob => job.kind === 'sweep' && !job.encodeOnly;
const trained = (jobs: readonly Job[]) =>
  jobs.filter(trains).flatMap(({ points }) => points.map(({ id }) => id));

/** All but the seconds. */
async function found(sandbox: Sandbox, folder = 'job') {
  const read = await readFindings(sandbox.path(folder));
  if ('fault' in read) throw new Error(read.fault);
  const { findings, weights } = read.found;
  const trials = findings.trials.map(({ seconds: _, ...rest }) => rest);
  return { trials, weights, missing: findings.missing ?? [], cost: findings.cost };
}

describe('a training job', () => {
  it('that was ended is taken up where it was, and ends as one that was not', async () => {
    const sandbox = fixtureRepository(CONFIG);
    const whole = watched();
    await trial(sandbox, { output: 'whole', ...whole });
    let left = 4;
    const lost = watched(job => {
      if (trains(job)) left -= job.points.length;
      if (left < 0) throw new FinetuneGateError('WORKER_DIED', 'Killed.');
    });
    await expect(trial(sandbox, lost)).rejects.toMatchObject({ code: 'WORKER_DIED' });
    expect((await found(sandbox)).trials).toHaveLength(4);
    // One trial's weights did not survive.
    const [torn] = (await found(sandbox)).trials;
    const weights = sandbox.path('job', torn!.weights!);
    const file = readdirSync(weights).find(name => name.endsWith('.safetensors'))!;
    writeFileSync(join(weights, file), readFileSync(join(weights, file)).subarray(1));

    const again = watched();
    const { text } = await trial(sandbox, again);
    expect(trained(again.jobs)).toHaveLength(3);
    expect(trained(again.jobs)).toContain(torn!.point.id);
    expect(text).toBe('Job 1/1 has 6 of 6 trials.\n');
    const [one, both] = [await found(sandbox, 'whole'), await found(sandbox)];
    expect({ trials: both.trials, weights: both.weights }).toEqual({
      trials: one.trials,
      weights: one.weights,
    });

    const done = watched();
    await trial(sandbox, done);
    expect(done.jobs).toEqual([]);
  });

  it('keeps what it has when the wall-time budget ends it, and says what is missing', async () => {
    const sandbox = fixtureRepository(`${CONFIG}budget: { wall_time: 1h }\n`);
    const late = watched(job => {
      if (trains(job) && trained(late.jobs).length > 2)
        throw new FinetuneGateError('BUDGET_EXCEEDED', 'Late.');
    });
    const { text } = await trial(sandbox, late);
    const { trials, missing } = await found(sandbox);
    expect(trials).toHaveLength(2);
    expect(missing.map(({ reason }) => reason)).toEqual(Array(4).fill('the wall-time budget was spent'));
    expect(text).toContain('Job 1/1 has 2 of 6 trials.');
  });

  it('of other data is not taken up, even if it was done', async () => {
    const sandbox = fixtureRepository(CONFIG);
    await trial(sandbox, {}, { shard: '1/6' });
    const before = await found(sandbox);
    const [head, ...rows] = sandbox.read('data/train.tsv').trim().split('\n');
    sandbox.write('data/train.tsv', `${[head, ...rows.reverse()].join('\n')}\n`);
    const again = watched();
    await trial(sandbox, again, { shard: '1/6' });
    expect(trained(again.jobs)).toHaveLength(1);
    expect((await found(sandbox)).weights).not.toEqual(before.weights);
  });

  it('of another plan is not taken up', async () => {
    const sandbox = fixtureRepository(CONFIG);
    await trial(sandbox, {}, { shard: '1/6' });
    const other = watched();
    await trial(sandbox, other, { shard: '2/6' });
    expect(trained(other.jobs)).toHaveLength(1);
    const { trials } = await found(sandbox);
    expect(trials.map(({ point }) => point.id)).toEqual(trained(other.jobs));
    expect(readdirSync(sandbox.path('job/weights'))).toHaveLength(1);
  });
});

describe('findings of another commit', () => {
  it('are not judged by the data of this one, which may have trained on what tests now', async () => {
    const sandbox = fixtureRepository(CONFIG);
    await trial(sandbox, watched());
    const collect = () =>
      collectSweep(optionsFor(sandbox, { ...watched(), output: 'out' }), { from: ['job'] });
    expect((await collect()).summary.verdict.outcome).not.toBe('error');
    expect(readdirSync(sandbox.path('out'))).toContain('model');

    const [head, ...rows] = sandbox.read('data/train.tsv').trimEnd().split('\n');
    const moved = rows.splice(0, 20);
    sandbox.write('data/train.tsv', `${[head, ...rows].join('\n')}\n`);
    sandbox.write('data/test.tsv', `${sandbox.read('data/test.tsv').trimEnd()}\n${moved.join('\n')}\n`);
    const { summary, exitCode } = await collect();
    expect([exitCode, summary.verdict.outcome]).toEqual([4, 'error']);
    expect(sandbox.read('out/chosen/report.json')).toContain('"SWEEP_MIXED"');
    expect(readdirSync(sandbox.path('out'))).not.toContain('model');
  });
});

describe('an encoding job', () => {
  const encode = { phase: 'encode', shard: '2/4' } as const;

  it('with a cache hands on its part and no more, whatever else the cache has', async () => {
    const sandbox = fixtureRepository(CONFIG);
    await trial(sandbox, { output: 'alone' }, encode);
    const alone = await mergeStores(sandbox.path('alone/embeddings'), sandbox.path('all'));
    expect(alone.texts).toBeGreaterThan(50);

    const cacheDir = sandbox.path('cache');
    await trial(sandbox, { output: 'first', cacheDir }, { phase: 'encode', shard: '1/1' });
    // As if a run of long ago had put it there.
    ageStamps(cacheDir);
    const { text } = await trial(sandbox, { output: 'second', cacheDir }, encode);
    expect(text).toBe('Job 2/4 encoded 0 texts.\n');
    const handed = await mergeStores(sandbox.path('second/embeddings'), sandbox.path('all'));
    expect(handed).toEqual({ texts: 0, lost: 0 });
    const again = await mergeStores(sandbox.path('second/embeddings'), sandbox.path('again'));
    expect(again.texts).toBe(alone.texts);
  });

  it('counts what it encoded before it was run again', async () => {
    const sandbox = fixtureRepository(CONFIG);
    const first = await trial(sandbox, {}, encode);
    expect(await trial(sandbox, {}, encode)).toEqual(first);
  });
});

/** Sets each row's last use to the first minute of 1970: 4 bytes a row behind the keys, under no checksum. */
function ageStamps(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    const dimensions = Number(/-(\d+)\.vectors$/.exec(name)![1]);
    for (let at = 0; at < bytes.length; ) {
      const rows = bytes.readUInt32LE(at + 28);
      bytes.fill(0, at + 96 + 16 * rows, at + 96 + 20 * rows);
      at += 96 + rows * (20 + 4 * dimensions);
    }
    writeFileSync(path, bytes);
  }
}
