import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fingerprint, fingerprintSplits } from '../../../src/data/fingerprint.ts';
import type { Pair } from '../../../src/data/pair.ts';
import { pair, splits, table } from './files.ts';
import { random, randomPairs } from './random.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('fingerprint', () => {
  it('is the hash over the sorted hashes of the rows', () => {
    const rows = [sha256('a b\nc\n1'), sha256('d\ne\n0')].sort();
    expect(fingerprint(table([pair('C', 'a  b', 1), pair('d', 'e', 0)]))).toBe(
      `sha256:${sha256(rows.join(''))}`,
    );
  });

  it('does not depend on order, names, case or white space', () => {
    for (let seed = 0; seed < 20; seed++) {
      const draw = random(seed);
      const pairs = randomPairs(draw, 40, 30);
      const same = draw.shuffle(pairs).map((p, i): Pair => {
        const [first, second] = draw.below(2) === 0 ? [p.first, p.second] : [p.second, p.first];
        return { ...p, first: ` ${first.toUpperCase()}`, second, file: 'other.csv', line: i + 100 };
      });
      expect(fingerprint(table(same))).toBe(fingerprint(table(pairs)));
    }
  });

  it('changes with a text, a label, and a repeated row', () => {
    const pairs = randomPairs(random(5), 20, 30);
    const [head, ...rest] = pairs;
    const flipped = { ...head!, label: head!.label === 1 ? 0 : 1 } as const;
    const variants = [
      pairs,
      rest,
      [...pairs, head!],
      [flipped, ...rest],
      [{ ...head!, first: `${head!.first}!` }, ...rest],
      [],
    ];
    expect(new Set(variants.map(variant => fingerprint(table(variant)))).size).toBe(variants.length);
  });
});

it('tells splits apart', () => {
  const [a, b] = [[pair('a', 'b', 1)], [pair('c', 'd', 0)]];
  const one = fingerprintSplits(splits(a, [], b));
  const other = fingerprintSplits(splits(b, [], a));
  expect(one).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(one).not.toBe(other);
});
