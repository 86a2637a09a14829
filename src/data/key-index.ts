import { matchKey } from './match-key.ts';
import { keyOf } from './normalise.ts';
import type { SplitName, Splits } from './pair.ts';

type Keys = Readonly<Record<SplitName, readonly string[]>>;

/** The keys of all pairs, computed once, and numbered: pairs that match, in either order, have one number everywhere. */
export interface KeyIndex {
  /** `pairKey` of each pair: what it says. */
  readonly keys: Keys;
  /** `matchKey` of each pair: what it is found by. */
  readonly matches: Keys;
  /** The number of each pair's match key. Shape [pairs]. */
  readonly numbers: Readonly<Record<SplitName, Int32Array>>;
  /** How many different match keys there are. */
  readonly size: number;
}

export function indexKeys({ train, validation, test }: Splits): KeyIndex {
  const keys = { train: train.map(keyOf), validation: validation.map(keyOf), test: test.map(keyOf) };
  const matches = {
    train: keys.train.map(matchKey),
    validation: keys.validation.map(matchKey),
    test: keys.test.map(matchKey),
  };
  const numbers = new Map<string, number>();
  const numberOf = (key: string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  const number = (split: SplitName): Int32Array => Int32Array.from(matches[split], numberOf);
  const all = { train: number('train'), validation: number('validation'), test: number('test') };
  return { keys, matches, numbers: all, size: numbers.size };
}
