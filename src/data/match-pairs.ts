import type { NumbersOf } from './diff.ts';
import { KeyNumbers } from './key-numbers.ts';
import type { PairTable } from './pair.ts';

const NONE = -1;

/**
 * For each pair of `head` the row of `base` that has it with the same label, or -1. Pairs are told apart by their
 * normalised texts, in either order. Each row of `base` is given once: of a pair that stands several times, the first
 * ones have one, as many as there are. Shape [head.length].
 */
export function matchPairs(base: PairTable, head: PairTable, of: NumbersOf): Int32Array {
  const keys = new KeyNumbers(4);
  const keysOf = (table: PairTable): Int32Array => {
    const numbers = of(table);
    return table.first.map((text, row) => {
      const [a, b] = [numbers[text]!, numbers[table.second[row]!]!];
      return keys.of(Math.min(a, b), Math.max(a, b), table.labels[row]!);
    });
  };
  const [before, after] = [keysOf(base), keysOf(head)];
  // The rows of a key as a list: its first one, and after each row the next.
  const first = new Int32Array(keys.size).fill(NONE);
  const next = new Int32Array(base.length);
  for (let row = base.length - 1; row >= 0; row--) {
    next[row] = first[before[row]!]!;
    first[before[row]!] = row;
  }
  return after.map(key => {
    const row = first[key]!;
    if (row !== NONE) first[key] = next[row]!;
    return row;
  });
}
