import type { Evaluation, TestPairs } from '../evaluation/types.ts';
import type { PairRow } from '../report/measures.ts';

/** Whether a model decided each test pair rightly; undefined where it did not decide it. */
export type Decisions = Readonly<Record<string, (pair: number) => boolean | undefined>>;

/** What `wholePair` gives of a test pair. */
type WholePair = Pick<PairRow, 'first' | 'second' | 'label' | 'file' | 'line'>;

type Row = { -readonly [K in keyof PairRow]: PairRow[K] };

/**
 * Every test pair as the report lists it, in the order of the data; made one by one, because there may be a million.
 *
 * @param candidate on all test pairs
 * @param judged indices of those that judge; all when omitted
 * @param baselines by name, by the pair's index among all
 */
export function* pairRows(
  test: TestPairs,
  candidate: Evaluation,
  judged: Int32Array | undefined,
  baselines: Decisions,
): Generator<PairRow> {
  const judges = new Uint8Array(test.n).fill(judged ? 0 : 1);
  for (const pair of judged ?? []) judges[pair] = 1;
  const columns = Object.entries(test.slices);
  const named = Object.entries(baselines);
  for (let pair = 0; pair < test.n; pair++) {
    const score = candidate.scores[pair]!;
    let slices: Record<string, string> | undefined;
    for (const [name, { values, of }] of columns) {
      const value = values[of[pair]!];
      if (value === undefined) continue;
      slices ??= bare<string>();
      slices[name] = value;
    }
    let decided: Record<string, boolean> | undefined;
    for (const [name, decision] of named) {
      const right = decision(pair);
      if (right === undefined) continue;
      decided ??= bare<boolean>();
      decided[name] = right;
    }
    const { first, second, label, file, line } = wholePair(test, pair);
    const row: Row = {
      first,
      second,
      label,
      score,
      correct: candidate.correct[pair]!,
      margin: Math.abs(score - candidate.threshold),
      key: test.keys[pair]!,
      file,
      line,
      judged: judges[pair] === 1,
    };
    if (slices) row.slices = slices;
    if (decided) row.baselines = decided;
    yield row;
  }
}

/** Without a prototype: a column may be called `__proto__`. */
const bare = <T>(): Record<string, T> => Object.create(null);

export const wholePair = (
  { first, second, labels, files, file, line }: TestPairs,
  pair: number,
): WholePair => ({
  first: first[pair]!,
  second: second[pair]!,
  label: labels[pair] === 1 ? 1 : 0,
  file: files[file[pair]!]!,
  line: line[pair]!,
});
