// `npm run bench -- sweep`: whole sweeps over Quora Question Pairs, from process start to the table.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SweepSummary } from '../src/report/sweep-summary.ts';
import { JobFolder } from './job-folder.ts';
import { machine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { rounded } from './summary.ts';

interface Curve {
  readonly curve: readonly { readonly examples: number; readonly mean: number }[];
}

const SWEEPS = [
  { name: 'curve', model: 'glove', sweep: 'examples: [100, 400, 1600, 6400, 22498], seed: [1, 2, 3]' },
  { name: 'grid', model: 'fixture', sweep: grid([100, 200, 400, 800, 1600, 3200]) },
  { name: 'wide grid', model: 'fixture', sweep: grid([700, 1400, 2800, 5600, 11_200, 22_400]) },
] as const;

function grid(examples: readonly number[]): string {
  return `examples: [${examples.join(', ')}], dimensions: [64, 128, 256, 512]`;
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
