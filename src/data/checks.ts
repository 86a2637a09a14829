import { indexKeys, type KeyIndex } from './key-index.ts';
import type { Finding, PairTable, SplitName, Splits } from './pair.ts';
import { SPLIT_NAMES } from './split-names.ts';

/** A pair by its split's place in `SPLIT_NAMES` and its row there. */
type Row = readonly [split: number, pair: number];

const NONE = -1;

/** Every line whose pair also stands with the other label, in its split or in another one, by `matchKey`. */
export function* findConflicts(splits: Splits, index: KeyIndex = indexKeys(splits)): Generator<Finding> {
  const first = [new FirstRows(index.pairCount), new FirstRows(index.pairCount)] as const;
  for (const [split, name] of SPLIT_NAMES.entries()) {
    const { labels } = splits[name];
    for (const [row, number] of index.pairs[name].entries())
      first[labels[row] === 1 ? 1 : 0].set(number, split, row);
  }
  for (const name of SPLIT_NAMES) {
    const table = splits[name];
    for (const [row, number] of index.pairs[name].entries()) {
      const other = first[table.labels[row] === 1 ? 0 : 1].get(number);
      if (!other) continue;
      const elsewhere = splits[SPLIT_NAMES[other[0]]!];
      const message = `This pair is ${says(table, row, elsewhere, other[1])}.`;
      yield finding('conflict', name, table, row, message);
    }
  }
}

/** Every line that repeats an earlier example of its split with the same label. */
export function* findDuplicates(splits: Splits, index: KeyIndex = indexKeys(splits)): Generator<Finding> {
  for (const [split, name] of SPLIT_NAMES.entries()) {
    const table = splits[name];
    const seen = [new FirstRows(index.exampleCount), new FirstRows(index.exampleCount)] as const;
    for (const [example, number] of index.examples[name].entries()) {
      const row = example * table.width;
      const rows = seen[table.labels[row] === 1 ? 1 : 0];
      const earlier = rows.get(number);
      rows.set(number, split, row);
      if (!earlier) continue;
      const what = table.width > 1 ? 'triplet' : 'pair';
      yield finding('duplicate', name, table, row, `This ${what} repeats ${place(table, earlier[1])}.`);
    }
  }
}

/** Every validation line whose pair is in train, and every test line whose pair is in train or in validation. */
export function* findLeakage(splits: Splits, index: KeyIndex = indexKeys(splits)): Generator<Finding> {
  const seen = new FirstRows(index.pairCount);
  for (const [split, name] of SPLIT_NAMES.entries()) {
    const table = splits[name];
    for (const [row, number] of index.pairs[name].entries()) {
      const leak = seen.get(number);
      const from = leak && SPLIT_NAMES[leak[0]]!;
      if (!leak || !from) {
        if (name !== 'test') seen.set(number, split, row);
      } else if (from !== name) {
        const message = `This ${name} pair is also in ${from}, at ${place(splits[from], leak[1])}.`;
        yield finding('leakage', name, table, row, message);
      }
    }
  }
}

/** For each number, the first row that was set for it. */
class FirstRows {
  readonly #split: Int8Array;
  readonly #row: Int32Array;

  constructor(count: number) {
    this.#split = new Int8Array(count).fill(NONE);
    this.#row = new Int32Array(count);
  }

  get(number: number): Row | undefined {
    const split = this.#split[number]!;
    return split === NONE ? undefined : [split, this.#row[number]!];
  }

  set(number: number, split: number, row: number): void {
    if (this.#split[number] !== NONE) return;
    this.#split[number] = split;
    this.#row[number] = row;
  }
}

/** What two tables say of a pair: `labelled 1 here and 0 at test.tsv:9`. */
function says(here: PairTable, row: number, there: PairTable, other: number): string {
  const [verb, value] = said(here, row);
  const [otherVerb, otherValue] = said(there, other);
  const repeated = otherVerb === verb ? '' : `${otherVerb} `;
  return `${verb} ${value} here and ${repeated}${otherValue} at ${place(there, other)}`;
}

const said = ({ labels, scores }: PairTable, row: number): [verb: string, value: number] =>
  scores ? ['scored', Number(scores[row]!.toPrecision(6))] : ['labelled', labels[row]!];

function place(table: PairTable, row: number): string {
  const { file, line } = table.place(row);
  return `${file}:${line}`;
}

function finding(
  kind: Finding['kind'],
  split: SplitName,
  table: PairTable,
  row: number,
  message: string,
): Finding {
  return { kind, split, ...table.place(row), message };
}
