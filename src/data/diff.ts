import { type ChangedRows, changedRows } from './changed-rows.ts';
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
  const { added, removed, relabelled } = changedPairs(base, head, of);
  return { added: added.length, removed: removed.length, relabelled: relabelled.length };
}

/** The pairs of one split that changed, by their rows. A triplet counts as its pairs. */
export function changedPairs(base: PairTable, head: PairTable, of: NumbersOf): ChangedRows {
  const pairs = new KeyNumbers(2);
  const keyed = (table: PairTable) => ({ keys: pairKeys(table, of, pairs), values: bitsOf(table) });
  return changedRows(keyed(base), keyed(head));
}

/**
 * The examples of one split that changed, by their numbers. A triplet with another text is another example: it is added,
 * and the one that it stood for removed. Both tables have the same width.
 */
export function changedExamples(base: PairTable, head: PairTable, of: NumbersOf): ChangedRows {
  if (head.width === 1) return changedPairs(base, head, of);
  const [pairs, sequences] = [new KeyNumbers(2), new KeyNumbers(2)];
  const keyed = (table: PairTable) => {
    const rows = pairKeys(table, of, pairs);
    const keys = new Int32Array(table.examples).map((_, example) => {
      // Below 0 are no pairs, so that no sequence is mistaken for the start of another.
      let key = -1;
      for (let k = 0; k < table.width; k++) key = sequences.of(key, rows[example * table.width + k]!);
      return key;
    });
    return { keys, values: new Int32Array(keys.length) };
  };
  return changedRows(keyed(base), keyed(head));
}

/** The number of each pair's normalised texts, in either order. Shape [pairs]. */
function pairKeys(table: PairTable, of: NumbersOf, pairs: KeyNumbers): Int32Array {
  const numbers = of(table);
  return table.first.map((text, row) => {
    const [a, b] = [numbers[text]!, numbers[table.second[row]!]!];
    return a <= b ? pairs.of(a, b) : pairs.of(b, a);
  });
}

/** Each pair's label or score as the bits of a float32, so that a score of 1 is a label of 1. */
function bitsOf({ scores, labels }: PairTable): Int32Array {
  const values = scores ?? Float32Array.from(labels);
  return new Int32Array(values.buffer, values.byteOffset, values.length);
}
