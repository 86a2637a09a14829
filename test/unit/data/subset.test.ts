import { describe, expect, it } from 'vitest';
import type { Pair } from '../../../src/data/pair.ts';
import { subset as take } from '../../../src/data/subset.ts';
import { failure, table } from './files.ts';
import { random, randomPairs } from './random.ts';

const subset = (pairs: readonly Pair[], count: number, seed: number): Pair[] => [
  ...take(table(pairs), count, seed),
];

const say = ({ first, second, label }: { first: string; second: string; label: number }) =>
  `${first}|${second}|${label}`;

describe('subset', () => {
  const pairs = randomPairs(random(3), 400, 60);

  it('is nested: each is within the larger ones, in the order of the rows', () => {
    const sizes = [2, 50, 100, 200, 399, 400];
    const subsets = sizes.map(size => subset(pairs, size, 42));
    for (const [i, chosen] of subsets.entries()) {
      expect(chosen).toHaveLength(sizes[i]!);
      expect(chosen).toEqual([...chosen].sort((a, b) => a.line - b.line));
      for (const larger of subsets.slice(i))
        expect(chosen.every(p => larger.some(other => other.line === p.line))).toBe(true);
    }
  });

  it('does not depend on the order of rows, even among rows of the same pair', () => {
    for (let seed = 0; seed < 20; seed++) {
      const shuffled = random(seed).shuffle(pairs);
      expect(subset(shuffled, 100, 42).map(say).sort()).toEqual(subset(pairs, 100, 42).map(say).sort());
    }
  });

  it('changes with the seed, and keeps about the share of positive pairs', () => {
    const [one, other] = [subset(pairs, 100, 1), subset(pairs, 100, 2)];
    expect(one.map(say)).not.toEqual(other.map(say));
    const many = randomPairs(random(9), 20_000, 1_000_000);
    const share = (chosen: readonly { label: number }[]) =>
      chosen.filter(p => p.label === 1).length / chosen.length;
    // Four standard errors of a share of one third in 5 000 are 0.027.
    expect(Math.abs(share(subset(many, 5000, 7)) - share(many))).toBeLessThan(0.027);
  });

  it('refuses to give more than there are', async () => {
    const error = await failure(() => subset(pairs, 401, 42));
    expect(error.code).toBe('DATA_TOO_FEW');
    expect(error.message).toBe('data.examples asks for 401 pairs, but train has 400.');
  });
});
