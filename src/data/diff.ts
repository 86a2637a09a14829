import { KeyNumbers } from './key-numbers.ts';
import { normaliseText } from './normalise.ts';
import type { DataChange, PairTable, Splits } from './pair.ts';
import { numberTexts, textNumbers } from './text-numbers.ts';

type Change = DataChange['bySplit']['train'];

/** For one table, the number of each text's normalised form: equal in base and head for equal texts. */
export type NumbersOf = (table: PairTable) => Int32Array;

/**
 * How the pairs changed from `base` to `head`, by split. Pairs are told apart by their normalised texts, in either order;
 * a pair that stands several times counts as often. A pair whose label or score changed is relabelled, neither added nor
 * removed. A triplet counts as its pairs.
 */
export function diffData(base: Splits, head: Splits, of: NumbersOf = numbersOf(base, head)): DataChange {
  const bySplit = {
    train: diffSplit(base.train, head.train, of),
    validation: diffSplit(base.validation, head.validation, of),
    test: diffSplit(base.test, head.test, of),
  };
  const sum = (count: (change: Change) => number): number =>
    Object.values(bySplit).reduce((total, change) => total + count(change), 0);
  return {
    added: sum(change => change.added),
    removed: sum(change => change.removed),
    relabelled: sum(change => change.relabelled),
    bySplit,
  };
}

/** Numbers of all texts of two versions of the data. */
export function numbersOf(base: Splits, head: Splits): NumbersOf {
  const numbers = textNumbers();
  const headNumbers = numberTexts(head.train.texts, normaliseText, numbers);
  const shared = base.train.texts === head.train.texts;
  const baseNumbers = shared ? headNumbers : numberTexts(base.train.texts, normaliseText, numbers);
  return table => (table.texts === head.train.texts ? headNumbers : baseNumbers);
}

function diffSplit(base: PairTable, head: PairTable, of: NumbersOf): Change {
  const pairs = new KeyNumbers(2);
  const rows = new KeyNumbers(2);
  // For each pair with a label or score: whose it is, and how many more rows of it head has than base.
  const pairOfRow: number[] = [];
  const surplus: number[] = [];
  const count = (table: PairTable, step: 1 | -1): void => {
    const numbers = of(table);
    const value = bitsOf(table);
    for (let i = 0; i < table.length; i++) {
      const [a, b] = [numbers[table.first[i]!]!, numbers[table.second[i]!]!];
      const pair = a <= b ? pairs.of(a, b) : pairs.of(b, a);
      const row = rows.of(pair, value[i]!);
      pairOfRow[row] = pair;
      surplus[row] = (surplus[row] ?? 0) + step;
    }
  };
  count(base, -1);
  count(head, 1);
  const more = new Int32Array(pairs.size);
  const fewer = new Int32Array(pairs.size);
  for (const [row, difference] of surplus.entries()) {
    if (difference > 0) more[pairOfRow[row]!]! += difference;
    else fewer[pairOfRow[row]!]! -= difference;
  }
  let added = 0;
  let removed = 0;
  let relabelled = 0;
  for (const [pair, here] of more.entries()) {
    const gone = fewer[pair]!;
    const changed = Math.min(here, gone);
    added += here - changed;
    removed += gone - changed;
    relabelled += changed;
  }
  return { added, removed, relabelled };
}

/** Each pair's label or score as the bits of a float32, so that a score of 1 is a label of 1. */
function bitsOf({ scores, labels }: PairTable): Int32Array {
  const values = scores ?? Float32Array.from(labels);
  return new Int32Array(values.buffer, values.byteOffset, values.length);
}
