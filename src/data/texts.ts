import type { Pair } from './pair.ts';

/** Every different text of some pairs, and which two each pair has. */
export interface UniqueTexts {
  /** In the order of first appearance; compared exactly, not normalised. */
  readonly texts: string[];
  /** Index into `texts` of each pair's first text. Shape [pairs]. */
  readonly first: Int32Array;
  /** The same for the second text. Shape [pairs]. */
  readonly second: Int32Array;
}

/** Numbers the texts of some pairs so that each is encoded once, however many pairs it is in. */
export function uniqueTexts(pairs: readonly Pair[]): UniqueTexts {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };
  const first = new Int32Array(pairs.length);
  const second = new Int32Array(pairs.length);
  for (const [i, pair] of pairs.entries()) {
    first[i] = numberOf(pair.first);
    second[i] = numberOf(pair.second);
  }
  return { texts: [...numbers.keys()], first, second };
}
