// `npm run bench -- forecast`: what runs foresaw early on against what they took, and how well limits are kept.
import type { Result } from '../src/report/result.ts';
import { JobFolder } from './job-folder.ts';
import { machine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { rounded } from './summary.ts';

interface Run {
  readonly model: 'fixture' | 'glove';
  readonly examples: number;
  readonly train: string;
  readonly more?: string;
}

const head = (examples: number, train: string, more = ''): Run => ({
  model: 'fixture',
  examples,
  train: `tune: head, ${train}`,
  more,
});
const all = (examples: number, train: string, model: Run['model'] = 'fixture', more = ''): Run => ({
  model,
  examples,
  train,
  more,
});

/** Twenty of different sizes. */
const RUNS: readonly Run[] = [
  head(500, 'epochs: 8'),
  head(2000, 'epochs: 4'),
  head(2000, 'epochs: 40'),
  head(8000, 'epochs: 8'),
  head(8000, 'epochs: 30'),
  head(22_000, 'epochs: 8'),
  head(22_000, 'epochs: 20, batch_size: 128'),
  head(4000, 'epochs: 10', 'evaluate: { seeds: 3 }'),
  head(4000, 'epochs: 10', 'evaluate: { threshold: logistic }'),
  { ...head(22_000, 'epochs: 8'), model: 'glove' },
  { ...head(5000, 'epochs: 60'), model: 'glove' },
  all(500, 'tune: all, epochs: 2'),
  all(1000, 'tune: all, epochs: 4'),
  all(3000, 'tune: all, epochs: 2'),
  all(1000, 'tune: all, epochs: 2', 'fixture', 'evaluate: { seeds: 3 }'),
  all(1000, 'tune: { lora: 4 }, epochs: 3'),
  all(2000, 'tune: { lora: 8 }, epochs: 4'),
  all(2000, 'tune: { last: 1 }, epochs: 3'),
  all(2000, 'tune: all, epochs: 2', 'glove'),
  all(6000, 'tune: all, epochs: 3, batch_size: 64', 'glove'),
];

const LONG = 'budget: { on_exceed: best-so-far, ';

const CACHE = ['--cache-dir', 'cache'];

/** Runs that cannot fit, and the limit that each must keep. */
const LIMITS = [
  { name: 'wall_time', run: head(8000, 'epochs: 9000', `${LONG}wall_time: 12s }`) },
  { name: 'wall_time', run: all(3000, 'tune: all, epochs: 900', 'fixture', `${LONG}wall_time: 25s }`) },
  { name: 'cost', run: head(8000, 'epochs: 9000', `${LONG}cost: { limit: 0.01, per_hour: 2.4 } }`) },
  {
    name: 'memory',
    run: all(6000, 'tune: all, epochs: 900', 'glove', `${LONG}wall_time: 60s, memory: 440MiB }`),
  },
  { name: 'wall_time', run: head(8000, 'epochs: 9000', 'budget: { wall_time: 60s }') },
  { name: 'wall_time', run: all(6000, 'tune: all, epochs: 900', 'glove', 'budget: { wall_time: 2m }') },
] as const;

/** One JSON line. */
export function benchForecast(root: string, { shared }: BenchOptions): void {
  const folder = new JobFolder(root, shared);
  try {
    // Training, not encoding, is to be most of what there is to foresee.
    folder.cut('validation', 500);
    folder.cut('test', 1000);
    // What is judged here is training, not how far encoding comes.
    const warm = [head(8000, 'epochs: 1'), all(6000, 'tune: head, epochs: 1', 'glove')];
    for (const run of warm) ended(folder, run, CACHE);
    const forecasts = RUNS.map(run => foreseen(folder, run));
    const errors = forecasts.flatMap(({ error }) => (error === undefined ? [] : [Math.abs(error)]));
    const inside = forecasts.filter(({ inside }) => inside).length;
    console.log(
      JSON.stringify({
        bench: 'forecast',
        runs: forecasts.length,
        forecast_runs: errors.length,
        largest_error: rounded(Math.max(...errors), 3),
        within_bounds: inside,
        forecasts,
        limits: LIMITS.map(({ name, run }) => kept(folder, name, run)),
        ...machine(),
      }),
    );
  } finally {
    folder.dispose();
  }
}

function foreseen(folder: JobFolder, run: Run) {
  const { result } = ended(folder, { ...run, more: `${run.more ?? ''}\nbudget: { wall_time: 5h }` });
  const [limit] = result.verdict.budget;
  const { estimate, low, high } = limit?.forecast ?? {};
  const actual = limit?.spent ?? 0;
  const error = estimate === undefined ? undefined : estimate / actual - 1;
  console.error(`${JSON.stringify(run)}: ${estimate?.toFixed(1)} s foreseen, ${actual.toFixed(1)} s taken`);
  return {
    run: [run.model, run.examples, run.train, run.more].filter(Boolean).join(' '),
    forecast: estimate && rounded(estimate, 2),
    actual: rounded(actual, 2),
    error: error && rounded(error, 3),
    inside: low !== undefined && high !== undefined && low <= actual && actual <= high,
  };
}

function kept(folder: JobFolder, name: string, run: Run) {
  const { result, seconds } = ended(folder, run, CACHE);
  const found = result.verdict.budget.find(one => one.name === name);
  const { limit = 0, spent = 0, forecast } = found ?? {};
  console.error(`${JSON.stringify(run)}: ${spent} of ${limit}`);
  return {
    run: [run.model, run.examples, run.train, run.more].filter(Boolean).join(' '),
    outcome: result.verdict.outcome,
    stopped: result.training?.stopped,
    limit,
    spent: rounded(spent, 3),
    over: rounded(spent / limit - 1, 4),
    process_seconds: rounded(seconds, 2),
    step_seconds: result.training && rounded((result.times.train ?? 0) / result.training.steps, 4),
    ...(forecast && { forecast: rounded(forecast.estimate, 1) }),
  };
}

function ended(
  folder: JobFolder,
  { model, examples, train, more = '' }: Run,
  options: readonly string[] = [],
) {
  folder.write(
    'finetune-gate.yml',
    `version: 1
data: { train: data/train.tsv, validation: data/validation.tsv, test: data/test.tsv, examples: ${examples} }
model: { base: ${model}, dimensions: 128 }
train: { ${train}, learning_rate: 1.0e-3, seed: 1 }
gate: [accuracy >= 0.1]
${more}
`,
  );
  const { seconds } = folder.end('train', '--output', 'out', ...options);
  return { seconds, result: JSON.parse(folder.read('out/report.json')) as Result };
}
