import { KeyNumbers } from './key-numbers.ts';

/** What each row of a version says: of whom, and what of it. Shape [rows] each. */
export interface KeyedRows {
  /** Rows with equal keys are about the same pair. */
  readonly keys: Int32Array;
  /** The label or score. */
  readonly values: Int32Array;
}

/** How the rows of `head` came from those of `base`; every other row is in both. Ascending, but for `before`. */
export interface ChangedRows {
  /** Rows of head. */
  readonly added: Int32Array;
  /** Rows of base. */
  readonly removed: Int32Array;
  /** Rows of head whose pair had another label or score. */
  readonly relabelled: Int32Array;
  /** For each of these, the row of base that it replaces. Shape [relabelled.length]. */
  readonly before: Int32Array;
}

const NONE = -1;

/**
 * Takes two versions apart row by row. A row that stands several times counts as often, and its first ones are those that
 * were there. A pair that is gone with one label and there with another is relabelled, neither added nor removed.
 */
export function changedRows(base: KeyedRows, head: KeyedRows): ChangedRows {
  const numbers = new KeyNumbers(2);
  const numberRows = ({ keys, values }: KeyedRows) => keys.map((key, row) => numbers.of(key, values[row]!));
  const [before, after] = [numberRows(base), numberRows(head)];
  const gone = without(before, after, numbers.size);
  const come = without(after, before, numbers.size);

  // The rows of a pair that are gone, as a list: its first one, and after each row the next.
  const pairs = Math.max(-1, largest(base.keys), largest(head.keys)) + 1;
  const first = new Int32Array(pairs).fill(NONE);
  const next = new Int32Array(base.keys.length).fill(NONE);
  for (const row of gone.toReversed()) {
    const key = base.keys[row]!;
    next[row] = first[key]!;
    first[key] = row;
  }
  const [added, relabelled, replaced]: [number[], number[], number[]] = [[], [], []];
  for (const row of come) {
    const key = head.keys[row]!;
    const was = first[key]!;
    if (was === NONE) {
      added.push(row);
      continue;
    }
    first[key] = next[was]!;
    relabelled.push(row);
    replaced.push(was);
  }
  const used = new Set(replaced);
  return {
    added: Int32Array.from(added),
    removed: gone.filter(row => !used.has(row)),
    relabelled: Int32Array.from(relabelled),
    before: Int32Array.from(replaced),
  };
}

/** Rows of one version that the other does not have, or not as often: the last ones of each number. */
function without(rows: Int32Array, others: Int32Array, numbers: number): Int32Array {
  const left = new Int32Array(numbers);
  for (const number of others) left[number]!++;
  const found: number[] = [];
  for (const [row, number] of rows.entries()) {
    if (left[number]! > 0) left[number]!--;
    else found.push(row);
  }
  return Int32Array.from(found);
}

const largest = (keys: Int32Array): number => keys.reduce((most, key) => Math.max(most, key), NONE);
