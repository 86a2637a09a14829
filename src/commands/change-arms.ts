import { join } from 'node:path';
import { changedExamples, type NumbersOf } from '../data/diff.ts';
import { loadData } from '../data/load.ts';
import { dataOptions } from '../data/options.ts';
import type { ExampleFormat, PairTable, Splits } from '../data/pair.ts';
import { GROUPS, type GroupName } from '../report/data-diff-summary.ts';
import type { Arms, ArmsRequest, ChangeArm, DiffSide } from './data-diff-report.ts';
import { writeLines } from './write-whole.ts';

interface Versions {
  readonly before: Splits;
  readonly formats: Readonly<Record<'base' | 'head', ExampleFormat>>;
  /** Rows of head's test split that base has with the same label. */
  readonly kept: Int32Array;
}

/**
 * Writes the train data of base, of base with each group of changes by itself, and of head, each to be learned from and
 * judged on the same pairs: validation as head has it, and the test pairs that both have. What is in that validation is
 * in no train data.
 *
 * @param numbers of both versions' texts, in the store that both share
 */
export async function writeArms(
  { folder, seed }: ArmsRequest,
  version: Pick<DiffSide, 'data' | 'root'>,
  { before, formats, kept }: Versions,
  numbers: NumbersOf,
  signal: AbortSignal,
): Promise<Arms> {
  const { examples: _, ...data } = version.data;
  const { splits, format, read } = await loadData(data, version.root, {
    seed,
    signal,
    texts: before.train.texts,
  });
  const test = read.test.take(kept);
  const positives = test.labels.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === test.length)
    return { why: 'The test pairs that both versions have are not of both labels.' };
  if (formats.base !== formats.head || before.train.width !== splits.train.width)
    return {
      why: `Train has other rows: they were of the format ${formats.base} and are of ${formats.head}.`,
    };

  const base =
    typeof data.validation === 'number' ? outside(before.train, splits.validation, numbers) : before.train;
  const changed = changedExamples(base, splits.train, numbers);
  const gone = new Set(changed.removed);
  const replaced = new Map(Array.from(changed.before, (was, i) => [was, changed.relabelled[i]!] as const));
  const all = Array.from({ length: base.examples }, (_, example) => example);
  const had = (example: number): Source => [base, example];
  const has = (example: number): Source => [splits.train, example];
  const arms: Record<GroupName, Source[]> = {
    added: [...all.map(had), ...Array.from(changed.added, has)],
    removed: all.filter(example => !gone.has(example)).map(had),
    relabelled: all.map(example => (replaced.has(example) ? has(replaced.get(example)!) : had(example))),
  };
  const groups = GROUPS.filter(group => changed[group].length > 0);
  const total = groups.reduce((sum, group) => sum + changed[group].length, 0);
  const judges = { validation: 'validation.jsonl', test: 'test.jsonl' };
  await writeLines(join(folder, judges.validation), linesOf(rowsOf(splits.validation), 'pair'));
  await writeLines(join(folder, judges.test), linesOf(rowsOf(test), 'pair'));
  const arm = async (group: ChangeArm['group'], examples: number, rows: Source[]): Promise<ChangeArm> => {
    const train = `${group}.jsonl`;
    await writeLines(join(folder, train), linesOf(rows, format));
    const { drop_near_duplicates, positive_from } = data;
    const options = {
      train,
      ...judges,
      format,
      columns: TEXTS,
      drop_near_duplicates,
      positive_from,
      fail_on: [],
    };
    return { group, examples, data: dataOptions.parse(options) };
  };
  const found = [await arm('base', base.examples, all.map(had))];
  for (const group of groups) found.push(await arm(group, changed[group].length, arms[group]));
  // With one group alone, all changes are that group.
  if (groups.length > 1) found.push(await arm('all', total, rowsOf(splits.train)));
  return { arms: found };
}

/** Examples that are not in the other table, each of whose pairs counts. */
function outside(table: PairTable, other: PairTable, of: NumbersOf): PairTable {
  const numbers = of(table);
  const key = ({ first, second }: PairTable, pair: number) =>
    [numbers[first[pair]!]!, numbers[second[pair]!]!].sort((a, b) => a - b).join(' ');
  const taken = new Set(Array.from({ length: other.length }, (_, pair) => key(other, pair)));
  const { width } = table;
  const left = Array.from({ length: table.examples }, (_, example) => example).filter(example =>
    Array.from({ length: width }, (_, k) => example * width + k).every(pair => !taken.has(key(table, pair))),
  );
  return table.take(Int32Array.from(left));
}

/** An example of a table. */
type Source = readonly [table: PairTable, example: number];

const rowsOf = (table: PairTable): Source[] =>
  Array.from({ length: table.examples }, (_, example) => [table, example] as const);

/** Of every format; labels, scores and negatives have common names. */
const TEXTS = { first: 'first', second: 'second', anchor: 'first', positive: 'second' };

function* linesOf(rows: readonly Source[], format: ExampleFormat): Generator<string> {
  for (const [table, example] of rows) {
    const { width, texts, first, second, labels, scores } = table;
    const row = example * width;
    const negatives = Array.from({ length: width - 1 }, (_, k) => [
      `negative_${k + 1}`,
      texts.text(second[row + 1 + k]!),
    ]);
    yield JSON.stringify({
      first: texts.text(first[row]!),
      second: texts.text(second[row]!),
      ...(format === 'pair' && { label: labels[row] }),
      ...(format === 'scored-pair' && { score: scores ? scores[row] : labels[row] }),
      ...Object.fromEntries(negatives),
    });
  }
}
