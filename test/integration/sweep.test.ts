import { describe, expect, it } from 'vitest';
import type { Execute } from '../../src/commands/job.ts';
import { runJob } from '../../src/commands/run-job.ts';
import { runSweep } from '../../src/commands/sweep.ts';
import type { SweepSummary } from '../../src/report/sweep.ts';
import { fixtureConfig, fixtureRepository, type Sandbox } from '../sandbox.ts';
import { train } from './in-process.ts';

/** Workers one after the other: in one process only one engine can be open. */
function oneByOne(): Execute {
  let last: Promise<unknown> = Promise.resolve();
  return (job, emit, signal) => {
    const own = last.then(() => runJob(job, emit, signal));
    last = own.catch(() => {});
    return own;
  };
}

function sweep(sandbox: Sandbox): Promise<SweepSummary> {
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
    execute: oneByOne(),
  });
}

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
    const { trials, baseModelErrorRate } = await sweep(sandbox);
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
    expect(baseModelErrorRate).toBe(own[most]?.baselines?.[0]?.errorRate);
  });
});
