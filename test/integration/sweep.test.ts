import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Execute, Job, JobReport, SweepJob } from '../../src/commands/job.ts';
import { runJob } from '../../src/commands/run-job.ts';
import { runSweep } from '../../src/commands/sweep.ts';
import { sweepMarkdown, sweepTerminal } from '../../src/report/sweep.ts';
import type { SweepSummary } from '../../src/report/sweep-summary.ts';
import { fixtureConfig, fixtureRepository, type Sandbox } from '../sandbox.ts';
import { train } from './in-process.ts';

interface Watch {
  /** Changes a job before it runs. */
  readonly change?: <J extends Job>(job: J) => J;
  readonly done?: (report: JobReport) => void;
}

/** Workers one after the other: in one process only one engine can be open. */
function oneByOne({ change = job => job, done }: Watch): Execute {
  let last: Promise<unknown> = Promise.resolve();
  return (job, emit, signal) => {
    const own = last.then(async () => {
      const report = await runJob(change(job), emit, signal);
      done?.(report);
      return report;
    });
    last = own.catch(() => {});
    return own;
  };
}

type Options = Parameters<typeof runSweep>[0];

async function sweep(sandbox: Sandbox, watch: Watch = {}, own: Partial<Options> = {}): Promise<SweepSummary> {
  return (await sweptWith(sandbox, watch, own)).summary;
}

function sweptWith(sandbox: Sandbox, watch: Watch = {}, own: Partial<Options> = {}) {
  return runSweep({
    command: 'train',
    directory: sandbox.folder,
    config: 'finetune-gate.yml',
    engine: 'auto',
    provider: 'auto',
    requireGpu: false,
    output: 'swept',
    cacheDir: sandbox.path('cache'),
    signal: new AbortController().signal,
    log: () => {},
    progress: () => {},
    execute: oneByOne(watch),
    ...own,
  });
}

const WORKERS = Math.min(5, availableParallelism());
const ONE = fixtureConfig('baseline: base-model\ngate: [accuracy >= 0.55]');
const SWEEP = `sweep:
  examples: [100, 250]
  dimensions: [16, 24]
  learning_rate: [0.01, 0.001]
  seed: [1, 2]
`;

const CASES: Readonly<Record<string, (config: string) => string>> = {
  'as it is': config => config,
  'with a logistic threshold and a part of train for validation': config =>
    config
      .replace('validation: data/validation.tsv', 'validation: 0.2')
      .replace('gate:', 'evaluate: { threshold: logistic }\ngate:'),
  'with in-batch negatives and Matryoshka dimensions': config =>
    config.replace('train:\n', 'train:\n  loss: multiple-negatives-ranking\n  matryoshka: [16, 8]\n'),
};

describe.each(Object.entries(CASES))('a sweep %s', (_, change) => {
  it('finds at each point what a run of its own does, though heads and trainers are used again', async () => {
    const sandbox = fixtureRepository(change(ONE + SWEEP));
    const { trials, bases } = await sweep(sandbox);
    expect(trials).toHaveLength(16);
    const own = [];
    for (const [i, { examples, dimensions, learningRate, seed }] of trials.entries()) {
      const config = change(ONE)
        .replace('data:\n', `data:\n  examples: ${examples}\n`)
        .replace('dimensions: 32', `dimensions: ${dimensions}`)
        .replace('learning_rate: 1.0e-3', `learning_rate: ${learningRate}\n  seed: ${seed}`);
      sandbox.write(`own${i}.yml`, config);
      own.push((await train(sandbox, `own${i}.yml`, `own${i}`)).result);
    }
    expect(trials.map(({ metrics, steps, bestEpoch }) => ({ metrics, steps, bestEpoch }))).toEqual(
      own.map(({ candidate, training }) => ({
        metrics: candidate?.metrics,
        steps: training?.steps,
        bestEpoch: training?.bestEpoch,
      })),
    );
    // The base model's threshold is learned from the most examples of the first seed, however points are dealt.
    const most = trials.findIndex(({ examples, seed }) => examples === 250 && seed === 1);
    expect(bases[0]?.errorRate).toBe(own[most]?.baselines?.[0]?.errorRate);
  });
});

describe('a sweep whose budget does not suffice', () => {
  const config = `${ONE}budget: { wall_time: 1h }\nsweep: { dimensions: [16, 24, 32, 40, 48] }\n`;

  it.skipIf(WORKERS === 1)(
    'has the trials that were done in time, says how many were not, and shows none cut short',
    async () => {
      const seen: SweepJob[] = [];
      const lastIsLate = <J extends Job>(job: J): J => {
        if (job.kind === 'sweep') seen.push(job);
        // The last worker has no time left to train.
        return seen.length <= WORKERS ? job : { ...job, secondsLeft: 0.2 };
      };
      const summary = await sweep(fixtureRepository(config), { change: lastIsLate }, { provider: 'cpu' });
      const done = seen.slice(1, -1).flatMap(job => job.points.map(point => point.dimensions));
      expect(summary.trials.map(trial => trial.dimensions)).toEqual(done.toSorted((a, b) => a - b));
      expect(summary.trials.every(({ steps }) => steps === 2 * Math.ceil(600 / 32))).toBe(true);
      const missing = seen.at(-1)!.points.length;
      expect(summary.leftOut).toBe(missing);
      for (const text of [sweepMarkdown(summary), sweepTerminal(summary)])
        expect(text).toContain(`${missing} of 5 trials left out: the wall-time budget was spent`);
      // What encoding took is gone for those that train.
      const [encoding, ...heads] = seen.map(job => job.secondsLeft!);
      expect(heads.every(seconds => seconds < encoding!)).toBe(true);
    },
  );

  it('is no sweep when nothing was done in time', async () => {
    const late = <J extends Job>(job: J): J =>
      job.kind === 'sweep' && !job.encodeOnly ? { ...job, secondsLeft: 0.2 } : job;
    await expect(sweep(fixtureRepository(config), { change: late })).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
    });
  });
});

it('a sweep of heads smaller than a Matryoshka dimension is refused before anything is computed', async () => {
  const config = ONE.replace('train:\n', 'train:\n  matryoshka: [32, 8]\n');
  const jobs: Job[] = [];
  const change = <J extends Job>(job: J): J => {
    jobs.push(job);
    return job;
  };
  const swept = sweep(fixtureRepository(`${config}sweep: { dimensions: [16, 64] }\n`), { change });
  await expect(swept).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  expect(jobs).toHaveLength(0);
});

it('a sweep tells of every text that was encoded, also of those that the cache had no room to keep', async () => {
  const reports: JobReport[] = [];
  const sandbox = fixtureRepository(`${ONE}sweep: { dimensions: [16, 24] }\n`);
  const done = (report: JobReport) => reports.push(report);
  const { cost } = await sweep(sandbox, { done }, { cacheLimit: '0.1MiB' });
  const encoded = reports.map(report => (report.kind === 'sweep' ? report.cost.textsEncoded : 0));
  expect(encoded.slice(1).some(texts => texts > 0)).toBe(true);
  expect(cost.textsEncoded).toBe(encoded.reduce((sum, texts) => sum + texts, 0));
});

it('a sweep over several seeds counts as found what was there before it, each text once', async () => {
  const sandbox = fixtureRepository(`${ONE}sweep: { examples: [100, 200], seed: [1, 2, 3] }\n`);
  const first = await sweep(sandbox);
  expect(first.cost.textsFound).toBe(0);
  const second = await sweep(sandbox);
  expect(second.cost).toMatchObject({ textsEncoded: 0, textsFound: first.cost.textsEncoded });
});
