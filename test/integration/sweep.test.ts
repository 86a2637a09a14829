import { appendFileSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Execute, Job, JobReport } from '../../src/commands/job.ts';
import { runJob } from '../../src/commands/run-job.ts';
import { runSweep } from '../../src/commands/sweep.ts';
import type { SweepJob } from '../../src/commands/sweep-job.ts';
import { encodeShare, openSweep, trainPoints } from '../../src/commands/sweep-run.ts';
import type { Result } from '../../src/report/result.ts';
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

const sweptWith = (sandbox: Sandbox, watch: Watch = {}, own: Partial<Options> = {}) =>
  runSweep({ ...optionsFor(sandbox, watch), ...own });

function optionsFor(sandbox: Sandbox, watch: Watch = {}): Options {
  return {
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
  };
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
  // One trainer for each size and loss.
  'with two losses': config =>
    config.replace(
      'learning_rate: [0.01, 0.001]',
      'learning_rate: [0.01]\n  loss: [online-contrastive, contrastive]',
    ),
  // A run of its own takes validation out of train by its own seed, a sweep all by that of `train`.
  'with a logistic threshold and a part of train for validation': config =>
    config
      .replace('validation: data/validation.tsv', 'validation: 0.2')
      .replace('seed: [1, 2]', 'seed: [42]')
      .replace('gate:', 'evaluate: { threshold: logistic }\ngate:'),
  'with in-batch negatives and Matryoshka dimensions': config =>
    config.replace('train:\n', 'train:\n  loss: multiple-negatives-ranking\n  matryoshka: [16, 8]\n'),
};

/** What a training run of its own finds at each point of a sweep. */
async function ownRuns(sandbox: Sandbox, config: string, trials: SweepSummary['trials']) {
  const results = [];
  for (const [i, { base, examples, dimensions, learningRate, seed, loss, tune }] of trials.entries()) {
    const [kind, number] = tune.split(' ');
    const own = config
      .replace('base: models/tiny', `base: ${base}`)
      .replace('data:\n', `data:\n  examples: ${examples}\n`)
      .replace('dimensions: 32', `dimensions: ${dimensions}`)
      .replace('tune: head', `tune: ${number === undefined ? kind : `{ ${kind}: ${number} }`}`)
      .replace(/^ {2}loss: .*\n/m, '')
      .replace('train:\n', `train:\n  loss: ${loss}\n`)
      .replace('learning_rate: 1.0e-3', `learning_rate: ${learningRate}\n  seed: ${seed}`);
    sandbox.write(`own${i}.yml`, own);
    results.push((await train(sandbox, `own${i}.yml`, `own${i}`)).result);
  }
  return results;
}

const shown = ({ trials }: SweepSummary) =>
  trials.map(({ metrics, steps, bestEpoch }) => ({ metrics, steps, bestEpoch }));
const shownOf = (own: readonly Result[]) =>
  own.map(({ candidate, training }) => ({
    metrics: candidate?.metrics,
    steps: training?.steps,
    bestEpoch: training?.bestEpoch,
  }));

describe.each(Object.entries(CASES))('a sweep %s', (_, change) => {
  it('finds at each point what a run of its own does, though heads and trainers are used again', async () => {
    const sandbox = fixtureRepository(change(ONE + SWEEP));
    const summary = await sweep(sandbox);
    const { trials, bases } = summary;
    const seeds = new Set(trials.map(({ seed }) => seed));
    expect(trials).toHaveLength(8 * seeds.size);
    const own = await ownRuns(sandbox, change(ONE), trials);
    expect(shown(summary)).toEqual(shownOf(own));
    // The base model's threshold is learned from the most examples of the first seed, however points are dealt.
    const most = trials.findIndex(({ examples, seed }) => examples === 250 && seed === [...seeds][0]);
    expect(bases[0]?.errorRate).toBe(own[most]?.baselines?.[0]?.errorRate);
  });
});

/** Numbers to six digits: the last bits of an embedding depend on the texts that it is encoded with. */
const nearly = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, one) => (typeof one === 'number' ? Number(one.toPrecision(6)) : one));

describe('a sweep over base models and what is trained', () => {
  const SWEPT = `sweep:
  base: [models/tiny, { base: models/other, max_length: 12 }]
  examples: [64]
  tune: [head, all, { lora: 2 }]
`;

  it('finds what runs of their own do, keeps the chosen model, and encodes each text once for each base', async () => {
    const sandbox = fixtureRepository(ONE + SWEPT);
    sandbox.copy(sandbox.path('models/tiny'), 'models/other');
    const { summary, exitCode } = await sweptWith(sandbox);
    const { trials, cost, choice, encoderPasses } = summary;
    expect(trials).toHaveLength(6);
    const own = [];
    for (const part of [trials.slice(0, 3), trials.slice(3)]) {
      const cut =
        part[0]!.base === 'models/other' ? 'base: models/tiny\n  max_length: 12' : 'base: models/tiny';
      own.push(...(await ownRuns(sandbox, ONE.replace('base: models/tiny', cut), part)));
    }
    expect(shown(summary)).toEqual(shownOf(own));

    const chosen = trials.findIndex(({ id }) => id === choice.chosen);
    const report: Result = JSON.parse(sandbox.read('swept/chosen/report.json'));
    expect(report.candidate?.metrics).toEqual(trials[chosen]?.metrics);
    expect(nearly(report.candidate)).toEqual(nearly(own[chosen]?.candidate));
    expect(nearly(report.training)).toEqual(nearly(own[chosen]?.training));
    expect(summary.verdict).toEqual(report.verdict);
    expect(exitCode).toBe(summary.verdict.outcome === 'pass' ? 0 : 1);

    // What was saved scores the test pairs as the chosen trial did.
    const again = ONE.replace('baseline: base-model', 'baseline: { model: swept/model, name: kept }');
    sandbox.write('again.yml', again);
    const { result } = await train(sandbox, 'again.yml', 'again');
    const [kept] = result.baselines ?? [];
    expect(nearly(kept?.evaluation)).toEqual(nearly(report.candidate));

    // Different texts of all points, once for each base; then those that trained the encoder.
    expect(cost.textsEncoded).toBe(2 * textsOf(sandbox, { train: 64 }));
    const encoded = trials.filter(({ tune }) => tune !== 'head').length;
    expect(encoderPasses.done).toBeGreaterThanOrEqual(cost.textsEncoded + encoded * 2 * 2 * 64);
  });
});

/** Different texts of validation, test and so many of train's examples: the subset that `data.examples` takes. */
function textsOf(sandbox: Sandbox, { train: count }: { readonly train: number }): number {
  const report: Result = JSON.parse(sandbox.read('own0/report.json'));
  expect(report.data?.splits.train.pairs).toBe(count);
  return report.cost!.textsEncoded + report.cost!.textsFound;
}

it('chooses the same whatever the labels of the test pairs are, and test judges', async () => {
  const sandbox = fixtureRepository(`${ONE}sweep: { examples: [64, 250], learning_rate: [0.01, 0.0001] }\n`);
  const before = await sweep(sandbox);
  const [head, ...rows] = sandbox.read('data/test.tsv').trimEnd().split('\n');
  const turned = rows.map(row => row.replace(/[01]$/, label => (label === '0' ? '1' : '0')));
  expect(turned.every((row, i) => row !== rows[i])).toBe(true);
  sandbox.write('data/test.tsv', `${[head, ...turned].join('\n')}\n`);
  const after = await sweep(sandbox, {}, { output: 'turned' });
  expect(after.choice).toEqual(before.choice);
  expect(after.trials.map(({ validation }) => validation)).toEqual(
    before.trials.map(({ validation }) => validation),
  );
  // Scores and thresholds are the same, so that every wrong decision is right now.
  for (const [i, { metrics }] of after.trials.entries())
    expect(metrics.accuracy).toBeCloseTo(before.trials[i]!.metrics.error_rate, 12);
  expect([before.verdict.outcome, after.verdict.outcome]).toEqual(['pass', 'fail']);
});

describe('what a sweep puts through encoders', () => {
  it('is each text once, and each epoch’s texts again where nothing is kept', async () => {
    const sandbox = fixtureRepository(`${ONE}sweep: { dimensions: [16, 24], seed: [1, 2] }\n`);
    const { cost, encoderPasses } = await sweep(sandbox);
    const texts = (...splits: string[]) => {
      const lines = splits.flatMap(split => sandbox.read(`data/${split}.tsv`).trim().split('\n').slice(1));
      return new Set(lines.flatMap(line => line.split('\t').slice(0, 2))).size;
    };
    expect(cost.textsEncoded).toBe(texts('train', 'validation', 'test'));
    expect(encoderPasses.done).toBe(cost.textsEncoded);
    // Four trials of two epochs over all of train.
    expect(encoderPasses.everyEpoch).toBe(4 * (2 * texts('train') + texts('validation', 'test')));
  });

  it('is shared out among machines without a text that two of them encode', async () => {
    const sandbox = fixtureRepository(`${ONE}sweep: { examples: [100, 250], seed: [1, 2] }\n`);
    const options = optionsFor(sandbox);
    const whole = await sweep(sandbox, {}, { cacheDir: sandbox.path('elsewhere') });
    const opened = await openSweep(options);
    const encoded = [];
    for (let index = 0; index < 3; index++)
      encoded.push((await encodeShare(opened, 'models/tiny', { index, of: 3 })).textsEncoded);
    expect(encoded.every(texts => texts > 0)).toBe(true);
    expect(encoded.reduce((a, b) => a + b)).toBe(whole.cost.textsEncoded);
    const found = await trainPoints(opened, opened.points, sandbox.path('found'));
    expect(found.cost.textsEncoded).toBe(0);
    expect(found.trials.map(({ test }) => test.metrics)).toEqual(whole.trials.map(({ metrics }) => metrics));
    const part = await trainPoints(opened, opened.points.slice(2, 3), sandbox.path('part'));
    expect(part.shared).toEqual(found.shared);
    const { seconds: _, ...alone } = part.trials[0]!;
    expect(found.trials[2]).toMatchObject(alone);
  });
});

describe('successive halving', () => {
  it('trains the best of each rung longer, as trials of their own', async () => {
    const block = 'sweep: { learning_rate: [0.1, 0.01, 0.001, 0.00001], strategy: halving, eta: 2 }\n';
    const sandbox = fixtureRepository(ONE.replace('epochs: 2', 'epochs: 4') + block);
    const { trials } = await sweep(sandbox);
    expect(trials.map(({ epochs }) => epochs)).toEqual([1, 1, 1, 1, 2, 2, 4]);
    const accuracy = ({ validation }: SweepSummary['trials'][number]) => validation.accuracy;
    const rung = (epochs: number) => trials.filter(trial => trial.epochs === epochs);
    for (const [before, after] of [
      [1, 2],
      [2, 4],
    ] as const) {
      const went = rung(before).filter(trial =>
        rung(after).some(({ learningRate }) => learningRate === trial.learningRate),
      );
      const stayed = rung(before).filter(trial => !went.includes(trial));
      expect(went).toHaveLength(rung(after).length);
      const best = Math.max(...stayed.map(accuracy));
      expect(went.every(trial => accuracy(trial) >= best)).toBe(true);
    }
    const last = trials.at(-1)!;
    const own = await ownRuns(sandbox, ONE.replace('epochs: 2', 'epochs: 4'), [last]);
    expect(own[0]?.candidate?.metrics).toEqual(last.metrics);
  });
});

describe('a sweep whose budget does not suffice', () => {
  const config = `${ONE}budget: { wall_time: 1h }\nsweep: { dimensions: [16, 24, 32, 40, 48] }\n`;

  it.skipIf(WORKERS === 1)(
    'has the trials that were done in time, says how many were not, and shows none cut short',
    async () => {
      const seen: SweepJob[] = [];
      const lastIsLate = <J extends Job>(job: J): J => {
        if (job.kind !== 'sweep') return job;
        seen.push(job);
        // The last worker has no time left to train.
        return seen.length <= WORKERS ? job : { ...job, secondsLeft: 0.2 };
      };
      const summary = await sweep(fixtureRepository(config), { change: lastIsLate }, { provider: 'cpu' });
      const done = seen.slice(1, -1).flatMap(job => job.points.map(point => point.dimensions!));
      expect(summary.trials.map(trial => trial.dimensions)).toEqual(done.toSorted((a, b) => a - b));
      expect(summary.trials.every(({ steps }) => steps === 2 * Math.ceil(600 / 32))).toBe(true);
      const late = seen.at(-1)!.points.map(({ id }) => id);
      expect(summary.missing.map(({ id }) => id).toSorted()).toEqual(late.toSorted());
      expect(summary.missing.every(({ reason }) => reason.includes('budget'))).toBe(true);
      // What encoding took is gone for those that train, and what judging the chosen one needs.
      const [encoding, ...heads] = seen.map(job => job.secondsLeft!);
      expect(heads.every(seconds => seconds < encoding! - 59)).toBe(true);
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

describe('a sweep that was ended', () => {
  const SWEPT = `${ONE}sweep: { examples: [100, 250], dimensions: [16, 24], seed: [1, 2] }\n`;
  const repeatable = ({ trials, choice, verdict }: SweepSummary) => ({
    choice,
    verdict,
    trials: trials.map(({ seconds: _, ...trial }) => trial),
  });

  it('goes on with the trials that are left, and finds what an unbroken one does', async () => {
    const unbroken = repeatable(await sweep(fixtureRepository(SWEPT)));
    const sandbox = fixtureRepository(SWEPT);
    const ending = new AbortController();
    const done: string[] = [];
    const log = (line: string) => {
      if (!line.includes('accuracy on validation')) return;
      done.push(line);
      if (done.length === 3) ending.abort();
    };
    const ended = sweep(sandbox, {}, { log, signal: ending.signal });
    await expect(ended).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(readdirSync(sandbox.path('cache/sweeps'))).toHaveLength(1);

    // One of them is not as it was, and is trained again.
    const [folder] = readdirSync(sandbox.path('cache/sweeps'));
    const weights = sandbox.path('cache/sweeps', folder!, 'weights');
    const [trial] = readdirSync(weights);
    const [file] = readdirSync(join(weights, trial!)).filter(name => name.endsWith('.safetensors'));
    appendFileSync(join(weights, trial!, file!), ' ');

    const lines: string[] = [];
    const again = await sweep(sandbox, {}, { log: line => lines.push(line) });
    expect(repeatable(again)).toEqual(unbroken);
    expect(again.cost.textsEncoded).toBe(0);
    expect(lines.filter(line => line.startsWith('Done before'))).toHaveLength(2);
    expect(readdirSync(sandbox.path('cache/sweeps'))).toEqual([]);
  });

  it.each<[string, (rows: string[]) => string[]]>([
    ['with fewer rows', rows => rows.slice(0, -40)],
    ['with the same rows in another order', ([head, ...rows]) => [head!, ...rows.reverse()]],
    ['in other letters', ([head, ...rows]) => [head!, ...rows.map(row => row.toUpperCase())]],
  ])('takes nothing of a sweep over data %s', async (_, changed) => {
    const sandbox = fixtureRepository(SWEPT);
    const ending = new AbortController();
    const log = (line: string) => line.includes('accuracy on validation') && ending.abort();
    await expect(sweep(sandbox, {}, { log, signal: ending.signal })).rejects.toThrow();
    const rows = sandbox.read('data/train.tsv').trim().split('\n');
    sandbox.write('data/train.tsv', `${changed(rows).join('\n')}\n`);
    const lines: string[] = [];
    await sweep(sandbox, {}, { log: line => lines.push(line) });
    expect(lines.filter(line => line.startsWith('Done before'))).toEqual([]);
  });
});

describe('a trial that diverges', () => {
  // Weights that decay by ten times themselves in each step alternate in sign and grow until they overflow.
  const WILD = ONE.replace('epochs: 2', 'epochs: 8\n  weight_decay: 1\n  warmup_steps: 0');

  it('is missing with the reason, and ends no other', async () => {
    const block = 'sweep: { dimensions: [8], learning_rate: [10, 0.001] }\n';
    const { trials, missing, choice } = await sweep(fixtureRepository(WILD + block));
    expect(trials.map(({ learningRate }) => learningRate)).toEqual([0.001]);
    expect(missing).toEqual([
      {
        id: expect.stringContaining('x8@10#'),
        reason: expect.stringContaining('not finite'),
        settings: 'learning rate 10',
      },
    ]);
    expect(choice.chosen).toBe(trials[0]!.id);
  });

  it('ends the sweep where there is no other', async () => {
    const block = 'sweep: { dimensions: [8, 16], learning_rate: [10] }\n';
    await expect(sweep(fixtureRepository(WILD + block))).rejects.toMatchObject({ code: 'LOSS_NOT_FINITE' });
  });
});

it('a subset of one label is refused before anything is trained, as a run of its own refuses it', async () => {
  const sandbox = fixtureRepository(`${ONE}sweep: { examples: [2, 100], seed: [1, 2, 3, 4, 5, 6, 7, 8] }\n`);
  const jobs: Job[] = [];
  const change = <J extends Job>(job: J): J => {
    jobs.push(job);
    return job;
  };
  await expect(sweep(sandbox, { change })).rejects.toMatchObject({ code: 'DATA_ONE_CLASS' });
  expect(jobs).toHaveLength(1);
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
  const encoded = reports.map(report => {
    if (report.kind === 'sweep') return report.cost.textsEncoded;
    return report.kind === 'trial' ? report.trained!.cost.textsEncoded : 0;
  });
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
