import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Pair } from '../../../src/data/pair.ts';
import { pair } from './files.ts';

export interface Random {
  /** A whole number from 0 to n - 1. */
  below(n: number): number;
  shuffle<T>(items: readonly T[]): T[];
}

export function random(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const below = (n: number): number => uniformInt(generator, 0, n - 1);
  return {
    below,
    shuffle(items) {
      const shuffled = [...items];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
      }
      return shuffled;
    },
  };
}

/** Random pairs over `texts` different texts: the fewer texts, the more pairs are linked. */
export function randomPairs({ below }: Random, count: number, texts: number): Pair[] {
  return Array.from({ length: count }, (_, i) =>
    pair(`Text ${below(texts)}`, `text  ${below(texts)} `, below(3) === 0 ? 1 : 0, i + 2),
  );
}
