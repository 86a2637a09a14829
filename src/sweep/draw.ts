import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * `count` of the items without replacement, each set of them as likely as any other, in their own order; all when there
 * are no more. The same for the same seed, on every machine.
 *
 * Source: Fisher and Yates' shuffle, of which the first `count` are dealt (D. Knuth, The Art of Computer Programming 2,
 * algorithm 3.4.2 P).
 */
export function draw<T>(items: readonly T[], count: number, seed: number): T[] {
  const random = xoroshiro128plus(seed);
  const order = [...items.keys()];
  const taken = Math.min(count, order.length);
  for (let i = 0; i < taken; i++) {
    const j = uniformInt(random, i, order.length - 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order
    .slice(0, taken)
    .sort((a, b) => a - b)
    .map(i => items[i]!);
}
