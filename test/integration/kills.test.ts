import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { isWorker, KillFolder, type KillJob, logged, type Victim } from '../../bench/kill-job.ts';
import { root } from '../shared.ts';

const settings = (tune: string, epochs: number, more = '') =>
  `train: { tune: ${tune}, epochs: ${epochs}, learning_rate: 1.0e-3, checkpoint_every: 0.05s }\n${more}`;

const JOBS: readonly (KillJob & { readonly kills: readonly (readonly [Victim, string])[] })[] = [
  {
    name: 'heads of three seeds, checkpoints in the output',
    rows: 300,
    settings: settings('head', 5, 'evaluate: { seeds: 3 }\n'),
    cache: false,
    kills: [
      ['worker', 'Epoch 2 of'],
      ['supervisor', 'Seed 43: Epoch 3 of'],
    ],
  },
  {
    name: 'heads that stop when they are no better, within limits',
    rows: 300,
    settings: settings(
      'head, patience: 3',
      200,
      'evaluate: { seeds: 3 }\nbudget: { wall_time: 1h, cost: { limit: 9, per_hour: 1 } }\n',
    ),
    cache: true,
    kills: [
      ['supervisor', 'Seed 43: Epoch 3 of'],
      ['worker', 'Seed 44: Epoch 2 of'],
    ],
  },
  {
    name: 'the whole encoder, checkpoints beside kept embeddings',
    rows: 160,
    settings: settings('all', 4),
    cache: true,
    kills: [
      ['supervisor', 'Epoch 1 of'],
      ['worker', 'Epoch 3 of'],
    ],
  },
  {
    name: 'adapters',
    rows: 160,
    settings: settings('{ lora: 4 }', 3),
    cache: true,
    kills: [['supervisor', 'Epoch 1 of']],
  },
  {
    name: 'a head on the reference engine',
    rows: 160,
    settings: settings('head', 4),
    cache: false,
    args: ['--engine', 'reference'],
    kills: [['worker', 'Epoch 2 of']],
  },
];

// Linux tells which process is the worker.
describe.skipIf(process.platform !== 'linux').each(JOBS)('a run that is killed: $name', job => {
  const folder = new KillFolder(root, job);
  afterAll(() => folder.dispose());

  it('goes on when it is run again, and ends as if nothing had been', async () => {
    const whole = await folder.run('whole');
    expect(whole.code, whole.log).toBe(0);
    for (const [victim, line] of job.kills) {
      const killed = await folder.kill('killed', victim, logged(line));
      expect(killed).toMatchObject({ late: false, torn: 0 });
    }
    const rest = await folder.run('killed');
    expect(rest.code, rest.log).toBe(0);
    expect(rest.log).toMatch(/Resuming at step [1-9]/);
    expect(folder.outcome('killed')).toEqual(folder.outcome('whole'));
    expect(folder.left('killed')).toEqual(folder.left('whole'));
  }, 120_000);
});

describe.skipIf(process.platform !== 'linux')('a run that is ended', () => {
  const folder = new KillFolder(root, {
    name: 'ended',
    rows: 3500,
    settings: settings('head', 400),
    cache: false,
  });
  afterAll(() => folder.dispose());

  it.each([
    ['SIGTERM', 'Encoding'],
    ['SIGINT', 'Encoding'],
    ['SIGTERM', 'engine:'],
    ['SIGTERM', 'Epoch 1 of'],
  ] as const)("answers %s after `%s` within a runner's patience", async (signal, line) => {
    folder.clear('ended');
    const child = folder.start('ended');
    let log = '';
    child.stderr!.on('data', chunk => {
      log += chunk;
    });
    const ended = new AbortController();
    const code = new Promise(resolve => child.on('exit', resolve)).finally(() => ended.abort());
    await logged(line)(() => log, ended.signal);
    const sent = performance.now();
    child.kill(signal);
    expect(await code, log).toBe(4);
    expect(performance.now() - sent).toBeLessThan(7_000);
    const { error } = folder.report('ended');
    expect(error).toMatchObject({ code: 'INTERRUPTED' });
    if (line === 'Epoch 1 of') expect(error.remedy).toMatch(/it resumes at step \d/);
  });

  it('says how its worker died, and leaves no worker behind', async () => {
    folder.clear('died');
    const { worker } = await folder.kill('died', 'worker', logged('Epoch 2 of'));
    expect(worker).toBeGreaterThan(0);
    const { error, verdict } = folder.report('died');
    expect(verdict.outcome).toBe('error');
    expect(error.code).toBe('WORKER_DIED');
    expect(error.message).toMatch(
      /^The worker ended by SIGKILL while training, at [\d ]+ of 44 000 steps\.$/,
    );
    expect(error.details.join()).toMatch(/The last checkpoint is of step [\d ]+ of 44 000, epoch \d+\./);
    expect(error.remedy).toContain('it resumes at step');
    const orphan = await folder.kill('died', 'supervisor', logged('Resuming'));
    for (let wait = 0; wait < 250 && isWorker(orphan.worker!); wait++) await setTimeout(20);
    expect(isWorker(orphan.worker!)).toBe(false);
  });
});
