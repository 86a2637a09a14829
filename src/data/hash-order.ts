import { hash } from 'node:crypto';

/**
 * Indices of `keys` in the order of SHA-256(salt, key): random in effect, but fixed by the salt and the content alone,
 * whatever the order of the rows. Equal keys stay in the order that `ties` gives, else in their own.
 */
export function hashOrder(
  salt: string,
  keys: readonly string[],
  ties?: (a: number, b: number) => number,
): number[] {
  // The first 48 bits are exact in a float64 and settle nearly every comparison.
  const ranks = Float64Array.from(keys, key =>
    Number.parseInt(hash('sha256', `${salt}\n${key}`, 'hex').slice(0, 12), 16),
  );
  const byKey = (a: number, b: number) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : 0);
  return Array.from(keys, (_, i) => i).sort(
    (a, b) => ranks[a]! - ranks[b]! || byKey(a, b) || (ties?.(a, b) ?? 0),
  );
}
