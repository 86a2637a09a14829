import { FinetuneGateError } from '../errors.ts';
import { exampleKey } from './example-keys.ts';
import { compareStrings, hashOrder } from './hash-order.ts';
import type { PairTable } from './pair.ts';

/**
 * `count` of the examples, in their own order. Subsets of one seed are nested, 100 within 200, and do not depend on the
 * order of rows. Throws DATA_TOO_FEW when there are not so many.
 */
export function subset(table: PairTable, count: number, seed: number): PairTable {
  if (count > table.examples) {
    const what = table.width > 1 ? 'triplets' : 'pairs';
    throw new FinetuneGateError(
      'DATA_TOO_FEW',
      `data.examples asks for ${count} ${what}, but train has ${table.examples}.`,
    );
  }
  if (count === table.examples) return table;
  const key = (example: number) => exampleKey(table, example);
  const order = hashOrder(`examples ${seed}`, table.examples, key, (a, b) =>
    sameRow(table, a, b) ? 0 : compareStrings(key(a), key(b)) || compareRows(table, a, b),
  );
  return table.take(order.slice(0, count).sort());
}

/** Whether two examples say the same to the letter: no need to read their texts then. */
function sameRow({ width, first, second, labels, scores }: PairTable, a: number, b: number): boolean {
  for (let k = 0; k < width; k++) {
    const [i, j] = [a * width + k, b * width + k];
    if (first[i] !== first[j] || second[i] !== second[j] || labels[i] !== labels[j]) return false;
    if (scores && scores[i] !== scores[j]) return false;
  }
  return true;
}

/** Orders rows of the same example by what they say, so that which of them is taken does not depend on where they stand. */
function compareRows(table: PairTable, a: number, b: number): number {
  const { width, labels, scores, texts, first, second } = table;
  const text = (column: Int32Array, row: number) => texts.text(column[row]!);
  for (let k = 0; k < width; k++) {
    const [i, j] = [a * width + k, b * width + k];
    const order =
      labels[i]! - labels[j]! ||
      (scores ? scores[i]! - scores[j]! : 0) ||
      compareStrings(text(first, i), text(first, j)) ||
      compareStrings(text(second, i), text(second, j));
    if (order !== 0) return order;
  }
  return 0;
}
