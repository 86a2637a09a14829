import { beforeEach, describe, expect, it } from 'vitest';
import { Deadline } from '../../../src/commands/deadline.ts';
import type { Emit, TrialJob, TrialReport } from '../../../src/commands/job.ts';
import { RunBudget } from '../../../src/commands/run-budget.ts';
import { Stopwatch } from '../../../src/commands/stopwatch.ts';
import { trainBaseBranch } from '../../../src/commands/train-base-branch.ts';
import { loadData } from '../../../src/data/load.ts';
import type { DataOptions } from '../../../src/data/options.ts';
import type { ErrorCode } from '../../../src/error-codes.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import { budgetOptions } from '../../../src/gate/options.ts';
import { fixtureRows, Sandbox } from '../../sandbox.ts';
import { trialReport } from './trial-report.ts';

const DATA = {
  train: ['train.tsv'],
  validation: ['validation.tsv'],
  test: ['test.tsv'],
} as unknown as DataOptions;

describe('trainBaseBranch', () => {
  let sandbox: Sandbox;
  let jobs: TrialJob[];
  let logged: string[];
  beforeEach(() => {
    sandbox = new Sandbox();
    [jobs, logged] = [[], []];
    for (const folder of ['head', 'base']) {
      for (const split of ['train', 'validation', 'test'])
        sandbox.write(`${folder}/${split}.tsv`, fixtureRows(split, 40));
    }
  });

  const options = {
    sameSettings: true,
    data: {} as Partial<DataOptions>,
    report: trialReport(5) as TrialReport | Error,
    seconds: undefined as number | undefined,
    aborted: false,
    seeds: 1,
    limits: undefined as unknown,
  };
  let budget: RunBudget | undefined;
  const train = async (asked: Partial<typeof options>) => {
    const { sameSettings, data, report, seconds, aborted, seeds, limits } = { ...options, ...asked };
    const given = { ...DATA, ...data };
    const head = await loadData(given, sandbox.path('head'), { seed: 1 });
    const job = { kind: 'trial', root: sandbox.path('base'), data: given, train: { seed: 1 } } as TrialJob;
    const run = async (one: TrialJob, emit: Emit) => {
      jobs.push(one);
      emit({ type: 'log', line: 'Epoch 1' });
      if (report instanceof Error) {
        emit({ type: 'usage', usage: { gpuSeconds: 7 } });
        throw report;
      }
      return report;
    };
    const abort = new AbortController();
    if (aborted) abort.abort();
    const evaluate = { threshold: 'validation', seeds } as const;
    budget =
      limits === undefined
        ? undefined
        : new RunBudget({ limits: budgetOptions.parse(limits), began: Date.now() });
    return trainBaseBranch({ baseBranch: { name: 'base-branch', job, sameSettings }, evaluate }, head, run, {
      emit: event => event.type === 'log' && logged.push(event.line),
      signal: abort.signal,
      watch: new Stopwatch(),
      deadline: new Deadline(seconds),
      ...(budget && { budget }),
    });
  };

  it('trains with as many seeds as the candidate, so that a majority meets a majority', async () => {
    expect(await train({ sameSettings: false, seeds: 3 })).toMatchObject({
      kind: 'trained',
      jobs: [1, 2, 3].map(seed => ({ train: { seed } })),
      cost: { textsEncoded: 30, tokensEncoded: 150 },
    });
    expect(jobs.map(({ train: { seed } }) => seed)).toEqual([1, 2, 3]);
    expect(jobs.map(({ dataSeed }) => dataSeed)).toEqual([undefined, 1, 1]);
    expect(new Set(jobs.map(({ output }) => output)).size).toBe(3);
  });

  it('trains nothing where the same settings meet the same rows', async () => {
    expect(await train({})).toEqual({ kind: 'same' });
    expect(jobs).toEqual([]);
    expect(await train({ sameSettings: false })).toMatchObject({ kind: 'trained' });
    expect(jobs).toHaveLength(1);
    expect(logged).toEqual(['base branch: Epoch 1']);
  });

  it.each([
    ['train', true],
    ['validation', true],
    ['test', false],
  ])('trains when %s has another row: %s', async (split, trains) => {
    sandbox.write(`base/${split}.tsv`, fixtureRows(split, 41));
    expect(await train({})).toMatchObject({ kind: trains ? 'trained' : 'same' });
    expect(jobs).toHaveLength(trains ? 1 : 0);
  });

  it('trains when rows are relabelled or in another order', async () => {
    const [header, first, second, ...rest] = sandbox.read('base/train.tsv').split('\n');
    sandbox.write('base/train.tsv', [header, second, first, ...rest].join('\n'));
    expect(await train({})).toMatchObject({ kind: 'trained' });
    const flipped = first!.replace(/[01]$/, label => `${1 - Number(label)}`);
    sandbox.write('base/train.tsv', [header, flipped, second, ...rest].join('\n'));
    expect(await train({})).toMatchObject({ kind: 'trained' });
  });

  it('trains for other test pairs where what is near them is left out', async () => {
    sandbox.write('base/test.tsv', fixtureRows('test', 41));
    expect(await train({ data: { drop_near_duplicates: 0.97 } })).toMatchObject({ kind: 'trained' });
  });

  it('takes half of the time on a GPU that is left, all seeds together', async () => {
    const usage = { gpuSeconds: 10 };
    await train({
      sameSettings: false,
      seeds: 3,
      limits: { gpu_time: 80 },
      report: { ...trialReport(5), usage },
    });
    expect(jobs.map(({ budget }) => budget?.limits.gpu_time)).toEqual([40, 30, 20]);
  });

  it('counts what a training that failed held of a GPU', async () => {
    const report = new FinetuneGateError('BUDGET_EXCEEDED', 'Too long.');
    await train({ sameSettings: false, limits: { gpu_time: 80 }, report });
    expect(budget!.gpuSeconds).toBe(7);
  });

  it('says which limit it met', async () => {
    const stopped = trialReport(5);
    const training = { ...stopped.trained!.training, stopped: 'budget' as const };
    const report = {
      ...stopped,
      trained: { ...stopped.trained!, training },
      usage: { missed: 'memory' },
    } as const;
    expect(await train({ sameSettings: false, limits: { memory: '8GiB' }, report })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('its training took more memory than the budget has'),
    });
  });

  it('takes half of the time that is left, and no model that was stopped', async () => {
    sandbox.write('base/train.tsv', fixtureRows('train', 50));
    const stopped = trialReport(5);
    const training = { ...stopped.trained!.training, stopped: 'budget' as const };
    const report = { ...stopped, trained: { ...stopped.trained!, training } };
    expect(await train({ seconds: 100, report })).toEqual({
      kind: 'refused',
      reason: expect.stringContaining('half of the wall-time budget'),
    });
    expect(jobs[0]?.secondsLeft).toBeGreaterThan(40);
    expect(jobs[0]?.secondsLeft).toBeLessThanOrEqual(50);
  });

  it.each<[ErrorCode, boolean]>([
    ['DATA_SYNTAX', true],
    ['DATA_LFS_POINTER', true],
    ['MODEL_NOT_FOUND', true],
    ['LOSS_NOT_FINITE', true],
    ['BUDGET_EXCEEDED', true],
    ['ENGINE_FAILED', false],
    ['GPU_REQUIRED', false],
    ['OUTPUT_UNWRITABLE', false],
    ['INTERNAL', false],
  ])('refuses the comparison for its own faults only: %s %s', async (code, own) => {
    const report = new FinetuneGateError(code, 'because');
    const trained = train({ sameSettings: false, report });
    if (own) expect(await trained).toEqual({ kind: 'refused', reason: expect.stringContaining('because') });
    else await expect(trained).rejects.toMatchObject({ code });
  });

  it('ends when it is interrupted', async () => {
    const report = new FinetuneGateError('DATA_SYNTAX', 'because');
    await expect(train({ sameSettings: false, report, aborted: true })).rejects.toThrow();
  });

  it('refuses data that cannot be read', async () => {
    sandbox.write('base/train.tsv', 'nonsense\n');
    expect(await train({})).toMatchObject({ kind: 'refused' });
  });
});
