// `npm run bench -- rerun`: a check, one pair in a hundred changed, and the check again with the same cache.
import type { Result } from '../src/report/result.ts';
import { JobFolder } from './job-folder.ts';
import { machine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { rounded } from './summary.ts';

const CONFIGURATION = `version: 1
data: { train: data/train.tsv, validation: data/validation.tsv, test: data/test.tsv }
model: { base: random, dimensions: 256, max_length: 128 }
train: { tune: head }
gate: [error_rate < baseline]
`;

/** A published model's shape, and how much of the data: a base model takes a quarter of an hour for all of it. */
const SHAPES = {
  minilm: { folder: 'all-MiniLM-L6-v2', rows: undefined },
  mpnet: { folder: 'all-mpnet-base-v2', rows: { train: 4000, validation: 500, test: 1000 } },
} as const;

/** One JSON line: both runs, and the second as a share of the first. */
export async function benchRerun(root: string, { shared, base }: BenchOptions): Promise<void> {
  const folder = new JobFolder(root, shared);
  try {
    const shape = SHAPES[base];
    await folder.addRandom(shape.folder);
    for (const [split, rows] of Object.entries(shape.rows ?? {})) folder.cut(split, rows);
    folder.write('finetune-gate.yml', CONFIGURATION);
    const run = (output: string) => {
      const seconds = folder.run('train', '--cache-dir', 'cache', '--output', output);
      const result: Result = JSON.parse(folder.read(`${output}/report.json`));
      return { seconds, times: result.times, cost: result.cost! };
    };
    const first = run('first');
    const { pairs, texts } = changeOneInAHundred(folder);
    const second = run('second');
    console.log(
      JSON.stringify({
        bench: 'rerun',
        base,
        first_seconds: rounded(first.seconds, 1),
        second_seconds: rounded(second.seconds, 1),
        share: rounded(second.seconds / first.seconds, 3),
        pairs_changed: pairs,
        texts_new: texts,
        first_encoded: first.cost.textsEncoded,
        second_encoded: second.cost.textsEncoded,
        second_found: second.cost.textsFound,
        first_times: first.times,
        second_times: second.times,
        ...machine(),
      }),
    );
  } finally {
    folder.dispose();
  }
}

/** Gives every hundredth pair of train another first text, that of the pair before with a word more. */
function changeOneInAHundred(folder: JobFolder): { pairs: number; texts: number } {
  const lines = folder.read('data/train.tsv').split('\n');
  const changed = new Set<string>();
  let pairs = 0;
  for (let line = 100; line < lines.length; line += 100) {
    const [, second, label] = lines[line]!.split('\t');
    if (label === undefined) continue;
    const text = `${lines[line - 1]!.split('\t')[0]} Number ${line}`;
    lines[line] = [text, second, label].join('\t');
    changed.add(text);
    pairs++;
  }
  folder.write('data/train.tsv', lines.join('\n'));
  return { pairs, texts: changed.size };
}
