import { keyOf } from './normalise.ts';
import type { SplitName, Splits } from './pair.ts';

/** The keys of all pairs, computed once, and numbered: the same pair in either order, folded, has one number everywhere. */
export interface KeyIndex {
  readonly keys: Readonly<Record<SplitName, readonly string[]>>;
  /** The number of each pair of a split. Shape [pairs]. */
  readonly numbers: Readonly<Record<SplitName, Int32Array>>;
  /** How many different pairs there are. */
  readonly size: number;
}

export function indexKeys({ train, validation, test }: Splits): KeyIndex {
  const keys = { train: train.map(keyOf), validation: validation.map(keyOf), test: test.map(keyOf) };
  const numbers = new Map<string, number>();
  const numberOf = (key: string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  const number = (split: SplitName): Int32Array => Int32Array.from(keys[split], numberOf);
  const all = { train: number('train'), validation: number('validation'), test: number('test') };
  return { keys, numbers: all, size: numbers.size };
}
