import type { PairTable } from './pair.ts';

/** Every different text of some pairs, and which two each pair has. */
export interface UniqueTexts {
  /** Number in the store of each text, in the order of first appearance. Shape [texts]. */
  readonly texts: Int32Array;
  /** For each table, index into `texts` of each pair's two texts. Shape [pairs] each. */
  readonly pairs: readonly { readonly first: Int32Array; readonly second: Int32Array }[];
}

/**
 * Numbers the texts of some tables over one store, so that each is encoded once, however many pairs it is in, and those that
 * no pair uses not at all. Texts that are in `first` (numbers in the store) get the first numbers, in its order.
 */
export function uniqueTexts(tables: readonly PairTable[], first?: Int32Array): UniqueTexts {
  const size = tables.reduce((most, { texts }) => Math.max(most, texts.size), 0);
  const numbers = new Int32Array(size).fill(-1);
  const texts = new Int32Array(size);
  let count = 0;
  const numberOf = (text: number): number => {
    if (numbers[text] === -1) {
      numbers[text] = count;
      texts[count++] = text;
    }
    return numbers[text]!;
  };
  first?.forEach(numberOf);
  const pairs = tables.map(({ length, first: firsts, second: seconds }) => {
    const columns = { first: new Int32Array(length), second: new Int32Array(length) };
    for (let i = 0; i < length; i++) {
      columns.first[i] = numberOf(firsts[i]!);
      columns.second[i] = numberOf(seconds[i]!);
    }
    return columns;
  });
  return { texts: texts.slice(0, count), pairs };
}
