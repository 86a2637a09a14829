import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * The order of `n` pairs in an epoch: a Fisher-Yates shuffle that depends on nothing but `n`, `seed` and `epoch`, so
 * that a run can be repeated from any epoch.
 */
export function epochOrder(n: number, seed: number, epoch: number): Int32Array {
  const random = xoroshiro128plus(seed);
  // Each jump skips 2^64 numbers: no two epochs draw from the same part of the sequence.
  for (let i = 0; i < epoch; i++) random.jump();
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let last = n - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last);
    const held = order[last]!;
    order[last] = order[other]!;
    order[other] = held;
  }
  return order;
}
