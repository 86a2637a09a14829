// `npm run bench -- suggest`: whether pairs that `suggest` names are worth more than random ones, on Quora Question Pairs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../src/report/result.ts';
import { JobFolder } from './job-folder.ts';
import { machine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { rounded } from './summary.ts';

/** Pairs labelled at first, pairs that might be, and how many of these are labelled next. */
const CORPORA = [
  { data: 'qqp', model: 'glove', labelled: 500, pool: 10_000, next: 500 },
  { data: 'fixtures', model: 'fixture', labelled: 300, pool: 3400, next: 300 },
] as const;
type Corpus = (typeof CORPORA)[number];
/** Those from 1 to 10 chose how many uncertain pairs `suggest` looks at. */
const SEEDS = { first: 11, count: 10 } as const;

/** Whose labels are asked for: none, random ones, those nearest to the threshold, those of `suggest`. */
const ARMS = ['none', 'random', 'nearest', 'suggested'] as const;
type Arm = (typeof ARMS)[number];

interface Suggested {
  readonly question1: string;
  readonly question2: string;
  readonly suggested_margin: number;
}

/** One JSON line each: mean error rates on test, and the paired differences from random with their standard errors. */
export function benchSuggest(root: string, { shared }: BenchOptions): void {
  for (const corpus of CORPORA) benchCorpus(root, shared, corpus);
}

function benchCorpus(root: string, shared: string, corpus: Corpus): void {
  const folder = new JobFolder(root, shared);
  const errors: Record<Arm, number[]> = { none: [], random: [], nearest: [], suggested: [] };
  try {
    if (corpus.data === 'fixtures')
      for (const split of ['train', 'validation', 'test'])
        folder.write(`data/${split}.tsv`, readFileSync(join(root, `fixtures/data/${split}.tsv`), 'utf8'));
    const [header = '', ...rows] = folder.read('data/train.tsv').trimEnd().split('\n');
    for (let seed = SEEDS.first; seed < SEEDS.first + SEEDS.count; seed++) {
      folder.write('finetune-gate.yml', configuration(corpus, seed));
      const mixed = shuffled(rows, seed);
      const labelled = mixed.slice(0, corpus.labelled);
      const pool = mixed.slice(corpus.labelled, corpus.labelled + corpus.pool);
      const errorWith = (more: readonly string[]) => {
        folder.write('data/train.tsv', `${[header, ...labelled, ...more].join('\n')}\n`);
        folder.run('train', '--cache-dir', join(folder.path, 'cache'), '--output', 'out');
        const { candidate }: Result = JSON.parse(folder.read('out/report.json'));
        return candidate!.metrics.error_rate;
      };
      errors.none.push(errorWith([]));
      const suggested = suggest(folder, pool, corpus.next);
      const nearest = suggest(folder, pool, 9999)
        .sort((a, b) => a.margin - b.margin)
        .slice(0, corpus.next);
      const rowsOf = (found: readonly { readonly row: string }[]) => found.map(({ row }) => row);
      errors.random.push(errorWith(pool.slice(0, corpus.next)));
      errors.suggested.push(errorWith(rowsOf(suggested)));
      errors.nearest.push(errorWith(rowsOf(nearest)));
    }
  } finally {
    folder.dispose();
  }
  const means = ARMS.map(arm => [arm, rounded(mean(errors[arm]), 4)]);
  const against = (['nearest', 'suggested'] as const).map(arm => {
    const differences = errors[arm].map((error, i) => error - errors.random[i]!);
    return [
      arm,
      { mean: rounded(mean(differences), 4), standard_error: rounded(standardError(differences), 4) },
    ];
  });
  console.log(
    JSON.stringify({
      bench: 'suggest',
      ...corpus,
      seeds: SEEDS.count,
      error_rate: Object.fromEntries(means),
      less_random: Object.fromEntries(against),
      wins: errors.suggested.filter((error, i) => error < errors.random[i]!).length,
      ...machine(),
    }),
  );
}

/** Rows of the pool that the run's model names, labels as Quora has them. */
function suggest(
  folder: JobFolder,
  pool: readonly string[],
  count: number,
): { row: string; margin: number }[] {
  const rows = new Map(pool.map(row => [row.slice(0, row.lastIndexOf('\t')), row]));
  folder.write('pool.tsv', `${['question1\tquestion2', ...rows.keys()].join('\n')}\n`);
  const cache = ['--cache-dir', join(folder.path, 'cache')];
  folder.run(
    ...[
      'suggest',
      '--input',
      'pool.tsv',
      '--from',
      'out',
      '--count',
      String(count),
      '--output',
      'next.jsonl',
    ],
    ...cache,
  );
  return folder
    .read('next.jsonl')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Suggested)
    .map(({ question1, question2, suggested_margin: margin }) => ({
      row: rows.get(`${question1}\t${question2}`)!,
      margin,
    }));
}

function configuration({ model }: Corpus, seed: number): string {
  return `version: 1
data: { train: data/train.tsv, validation: data/validation.tsv, test: data/test.tsv }
model: { base: ${model}, dimensions: 256 }
train: { tune: head, learning_rate: 1.0e-3, seed: ${seed} }
gate: [accuracy >= 0.5]
`;
}

/** Fisher and Yates, over Park and Miller's minimal standard generator. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const mixed = [...items];
  let state = seed * 7919;
  for (let i = mixed.length - 1; i > 0; i--) {
    state = (state * 48_271) % 2_147_483_647;
    const j = state % (i + 1);
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function standardError(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
