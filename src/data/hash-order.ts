import { hash } from 'node:crypto';

/**
 * The numbers from 0 to `count` - 1 in the order of SHA-256(salt, key): random in effect, but fixed by the salt and the
 * content alone, whatever the order of the rows. `ties` orders the few whose hashes begin with the same 48 bits:
 * by their keys, and then as it likes; what it leaves equal stays in its own order.
 */
export function hashOrder(
  salt: string,
  count: number,
  key: (item: number) => string,
  ties: (a: number, b: number) => number,
): Int32Array {
  // The first 48 bits are exact in a float64 and settle nearly every comparison.
  const ranks = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    ranks[i] = Number.parseInt(hash('sha256', `${salt}\n${key(i)}`, 'hex').slice(0, 12), 16);
  }
  const order = Int32Array.from(ranks.keys());
  return order.sort((a, b) => ranks[a]! - ranks[b]! || ties(a, b) || a - b);
}

/** Orders strings by their UTF-16 units. */
export const compareStrings = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
