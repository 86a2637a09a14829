import { createHash } from 'node:crypto';
import type { Splits } from '../data/pair.ts';
import { SPLIT_NAMES } from '../data/split-names.ts';
import { breathe } from '../model/breathe.ts';

/** Rows between two looks at the signal. */
const TURN_EVERY = 65_536;

/**
 * SHA-256, in hexadecimal, of every row as it is and where it is. The fingerprint is of what the data says: the order of
 * rows, case and white space do not change it, and all of them change what training makes of it.
 *
 * @throws FinetuneGateError INTERRUPTED when aborted
 */
export async function rowsDigest(splits: Splits, signal: AbortSignal): Promise<string> {
  const { texts } = splits.train;
  const sum = createHash('sha256');
  const numbers = new Int32Array(texts.size).fill(-1);
  let next = 0;
  // Each different text once, where it comes first.
  const numberOf = (text: number): number => {
    if (numbers[text] === -1) {
      numbers[text] = next++;
      const string = texts.text(text);
      sum.update(`${string.length} ${string}\n`);
    }
    return numbers[text] as number;
  };
  for (const split of SPLIT_NAMES) {
    const { length, width, first, second, labels, scores } = splits[split];
    sum.update(`\n${split} ${length} ${width}\n`);
    const rows = new Int32Array(2 * length);
    for (let row = 0; row < length; row++) {
      if (row % TURN_EVERY === 0) await breathe(signal, 'Reading');
      rows[2 * row] = numberOf(first[row] as number);
      rows[2 * row + 1] = numberOf(second[row] as number);
    }
    for (const values of [rows, labels, scores ?? labels])
      sum.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return sum.digest('hex');
}
