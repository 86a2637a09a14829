// `npm run bench -- sweep`: whole sweeps over Quora Question Pairs, from process start to the report; that of two base
// models against a loop that encodes every epoch of every trial.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SweepSummary } from '../src/report/sweep-summary.ts';
import { JobFolder } from './job-folder.ts';
import { machine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { runMeasured } from './process.ts';
import { rounded } from './summary.ts';
import type { NaiveOutcome } from './work/naive-sweep.ts';

interface Curve {
  readonly curve: readonly { readonly examples: number; readonly mean: number }[];
}

const SWEEPS = [
  { name: 'curve', model: 'glove', sweep: 'examples: [100, 400, 1600, 6400, 22498], seed: [1, 2, 3]' },
  { name: 'grid', model: 'fixture', sweep: grid([100, 200, 400, 800, 1600, 3200]) },
  { name: 'wide grid', model: 'fixture', sweep: grid([700, 1400, 2800, 5600, 11_200, 22_400]) },
] as const;

/** The experiment's grid at a reduced size: base models × numbers of examples × dimensions, 8 epochs. */
const EXPERIMENTS = [
  {
    name: 'experiment',
    sweep: 'base: [glove, fixture], examples: [100, 200, 400, 800, 1600, 3200], dimensions: [64, 128, 256]',
  },
  {
    // An encoder of a size that is in use, with random weights; on fewer pairs, for the loop takes minutes.
    name: 'experiment, MiniLM shape',
    shape: 'all-MiniLM-L6-v2',
    rows: { validation: 500, test: 1000 },
    sweep: 'base: [glove, random], examples: [50, 100, 200, 400, 800, 1600], dimensions: [64, 128, 256]',
  },
] as const;

function grid(examples: readonly number[]): string {
  return `examples: [${examples.join(', ')}], dimensions: [64, 128, 256, 512]`;
}

/**
 * A JSON line a pair of base models: what the experiment's grid takes, and what it takes when nothing is kept. The loop trains the same
 * trials with the same engine, one after the other, each encoding with all threads: `same_results` says that it finds
 * the same error rates.
 */
export async function benchSweepNaive(root: string, { shared }: BenchOptions): Promise<void> {
  for (const experiment of EXPERIMENTS) await besideNaive(root, shared, experiment);
}

async function besideNaive(root: string, shared: string, experiment: (typeof EXPERIMENTS)[number]) {
  const folder = new JobFolder(root, shared);
  try {
    if ('shape' in experiment) {
      await folder.addRandom(experiment.shape);
      for (const [split, rows] of Object.entries(experiment.rows)) folder.cut(split, rows);
    }
    folder.write('sweep.yml', configuration('glove', experiment.sweep));
    const seconds = folder.run('sweep', '--config', 'sweep.yml', '--output', 'out');
    const { trials, times, encoderPasses: passes }: SweepSummary = JSON.parse(folder.read('out/report.json'));
    const command = [...process.execArgv, process.argv[1]!, 'naive-sweep', folder.path];
    const { stdout } = await runMeasured(process.execPath, command);
    const naive: NaiveOutcome = JSON.parse(stdout.trim().split('\n').at(-1)!);
    console.log(
      JSON.stringify({
        bench: 'sweep',
        sweep: experiment.name,
        trials: trials.length,
        seconds: rounded(seconds, 1),
        encode_seconds: rounded(times.encode, 1),
        heads_seconds: rounded(times.heads, 1),
        encoder_passes: passes.done,
        every_epoch_seconds: rounded(naive.seconds, 1),
        every_epoch_passes: naive.texts,
        every_epoch_passes_told: passes.everyEpoch,
        share_of_passes: rounded(passes.done / naive.texts, 4),
        share_of_time: rounded(seconds / naive.seconds, 4),
        same_results: trials.every(({ id, metrics }) => naive.errors[id] === metrics.error_rate),
        ...machine(),
      }),
    );
  } finally {
    folder.dispose();
  }
}

/** One JSON line a sweep; that of the curve has our mean error rates beside PyTorch's. */
export function benchSweep(root: string, { shared }: BenchOptions): void {
  const folder = new JobFolder(root, shared);
  try {
    for (const { name, model, sweep } of SWEEPS) {
      folder.write('sweep.yml', configuration(model, sweep));
      const seconds = folder.run('sweep', '--config', 'sweep.yml', '--output', 'out');
      const summary: SweepSummary = JSON.parse(folder.read('out/report.json'));
      const { times, cost, trials } = summary;
      console.log(
        JSON.stringify({
          bench: 'sweep',
          sweep: name,
          model,
          trials: trials.length,
          seconds: rounded(seconds, 1),
          encode_seconds: rounded(times.encode, 1),
          heads_seconds: rounded(times.heads, 1),
          texts_encoded: cost.textsEncoded,
          ...(name === 'curve' && {
            unique_texts: folder.uniqueTexts('train', 'validation', 'test'),
            curve: beside(summary, join(shared, 'golden/qqp_curve.json')),
          }),
          ...machine(),
        }),
      );
    }
  } finally {
    folder.dispose();
  }
}

function beside({ trials }: SweepSummary, file: string) {
  const { curve }: Curve = JSON.parse(readFileSync(file, 'utf8'));
  return curve.map(({ examples, mean }) => {
    const own = trials.filter(trial => trial.examples === examples).map(trial => trial.metrics.error_rate);
    const ours = own.reduce((sum, rate) => sum + rate, 0) / own.length;
    return { examples, ours: rounded(ours, 4), pytorch: mean };
  });
}

function configuration(model: string, sweep: string): string {
  return `version: 1
data: { train: data/train.tsv, validation: data/validation.tsv, test: data/test.tsv }
model: { base: ${model}, dimensions: 256 }
train: { tune: head, learning_rate: 1.0e-3, seed: 1 }
sweep: { ${sweep} }
`;
}
