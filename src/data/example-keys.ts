import { matchKey } from './match-key.ts';
import { normaliseText, pairKey } from './normalise.ts';
import type { PairTable } from './pair.ts';

/** `pairKey` of a pair's texts. */
export function pairKeyOf({ texts, first, second }: PairTable, pair: number): string {
  return pairKey(texts.text(first[pair]!), texts.text(second[pair]!));
}

/** `matchKey` of a pair's texts. */
export const matchKeyOf = (table: PairTable, pair: number): string => matchKey(pairKeyOf(table, pair));

/**
 * What an example says but for its label or score: `pairKey` of a pair; a triplet's normalised texts in their order, with a
 * line feed between.
 */
export function exampleKey(table: PairTable, example: number): string {
  const { width, texts, first, second } = table;
  const start = example * width;
  if (width === 1) return pairKeyOf(table, start);
  const normalised = [normaliseText(texts.text(first[start]!))];
  for (let k = 0; k < width; k++) normalised.push(normaliseText(texts.text(second[start + k]!)));
  return normalised.join('\n');
}
