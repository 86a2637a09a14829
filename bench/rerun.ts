// `npm run bench -- rerun`: a check, one pair in a hundred changed, and the check again with the same cache.
import type { Result } from '../src/report/result.ts';
import { JobFolder } from './job-folder.ts';
import { machine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { rounded } from './summary.ts';

const CONFIGURATION = `version: 1
data: { train: data/train.tsv, validation: data/validation.tsv, test: data/test.tsv }
model: { base: minilm, dimensions: 256 }
train: { tune: head }
gate: [error_rate < baseline]
`;

/** One JSON line: both runs, and the second as a share of the first. */
export async function benchRerun(root: string, { shared }: BenchOptions): Promise<void> {
  const folder = new JobFolder(root, shared);
  try {
    await folder.addMiniLM();
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
