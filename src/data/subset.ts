import { FinetuneGateError } from '../errors.ts';
import { hashOrder } from './hash-order.ts';
import { keyOf } from './normalise.ts';
import type { Pair } from './pair.ts';

/**
 * `count` of the pairs, in their own order. Subsets of one seed are nested, 100 within 200, and do not depend on the
 * order of rows. Throws DATA_TOO_FEW when there are not so many.
 */
export function subset(pairs: readonly Pair[], count: number, seed: number): readonly Pair[] {
  if (count > pairs.length) {
    throw new FinetuneGateError(
      'DATA_TOO_FEW',
      `data.examples asks for ${count} pairs, but train has ${pairs.length}.`,
    );
  }
  if (count === pairs.length) return pairs;
  const order = hashOrder(`examples ${seed}`, pairs.map(keyOf), (a, b) => compare(pairs[a]!, pairs[b]!));
  const chosen = order.slice(0, count).sort((a, b) => a - b);
  return chosen.map(i => pairs[i]!);
}

/** Orders rows of the same pair by what they say, so that which of them is taken does not depend on where they stand. */
function compare(a: Pair, b: Pair): number {
  if (a.label !== b.label) return a.label - b.label;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.second < b.second ? -1 : a.second > b.second ? 1 : 0;
}
