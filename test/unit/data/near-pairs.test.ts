import { describe, expect, it } from 'vitest';
import { Groups } from '../../../src/data/groups.ts';
import { eachNearPair } from '../../../src/data/near-pairs.ts';
import { Neighbours } from '../../../src/data/neighbours.ts';
import { Random } from '../engine/random.ts';

function randomGraph(random: Random, texts: number, edges: number) {
  const neighbours = new Neighbours(texts);
  const near = Array.from({ length: texts }, (_, i) => new Set([i]));
  for (let i = 0; i < edges; i++) {
    const [a, b] = [random.integer(0, texts - 1), random.integer(0, texts - 1)];
    if (a === b || near[a]!.has(b)) continue;
    near[a]!.add(b);
    near[b]!.add(a);
    neighbours.add(a, b);
  }
  return { neighbours, near };
}

describe('eachNearPair', () => {
  it('finds what comparing all pairs finds, in either order, once each', () => {
    const random = new Random(5);
    for (let round = 0; round < 60; round++) {
      const texts = random.integer(1, 12);
      const { neighbours, near } = randomGraph(random, texts, random.integer(0, 20));
      const side = (n: number) => Int32Array.from({ length: n }, () => random.integer(0, texts - 1));
      const [n, m] = [random.integer(0, 12), random.integer(0, 12)];
      const pairs = { first: side(n), second: side(n) };
      const others = { first: side(m), second: side(m) };
      const expected: string[] = [];
      for (let j = 0; j < m; j++) {
        for (let i = 0; i < n; i++) {
          const [a, b, c, d] = [pairs.first[i]!, pairs.second[i]!, others.first[j]!, others.second[j]!];
          const is = (x: number, y: number) => near[x]!.has(y);
          if ((is(a, c) && is(b, d)) || (is(a, d) && is(b, c))) expected.push(`${i} ${j}`);
        }
      }
      const found: string[] = [];
      eachNearPair(pairs, others, neighbours, texts, (i, j) => found.push(`${i} ${j}`));
      expect(found.toSorted()).toEqual(expected.toSorted());
    }
  });

  it('does not compare all pairs of a text that is in every pair, on whichever side it stands', () => {
    const n = 100_000;
    const common = 2 * n;
    const neighbours = new Neighbours(2 * n + 1);
    neighbours.add(7, n + 3);
    const own = (from: number) => Int32Array.from({ length: n }, (_, i) => from + i);
    const everywhere = new Int32Array(n).fill(common);
    for (const [a, b] of [
      [own(0), everywhere],
      [everywhere, own(0)],
    ] as const) {
      for (const [c, d] of [
        [own(n), everywhere],
        [everywhere, own(n)],
      ] as const) {
        const found: number[][] = [];
        const pairs = { first: a, second: b };
        eachNearPair(pairs, { first: c, second: d }, neighbours, 2 * n + 1, (i, j) => found.push([i, j]));
        expect(found).toEqual([[7, 3]]);
      }
    }
  });
});

describe('Neighbours', () => {
  it('knows each text as near itself, and both ends of what was added, also later', () => {
    const neighbours = new Neighbours(4);
    expect([...neighbours.of(2)]).toEqual([2]);
    neighbours.add(0, 2);
    neighbours.add(2, 3);
    expect([...neighbours.of(2)]).toEqual([2, 0, 3]);
    expect([...neighbours.of(3)]).toEqual([3, 2]);
    expect([...neighbours.of(1)]).toEqual([1]);
    for (let i = 0; i < 2000; i++) neighbours.add(1, 3);
    expect(neighbours.of(1)).toHaveLength(2001);
    expect(neighbours.tooMany).toBe(false);
    const few = new Neighbours(9, 2);
    for (const text of [1, 2, 3, 4]) few.add(0, text);
    expect(few.tooMany).toBe(true);
  });
});

describe('Groups', () => {
  it('are the connected components, in order', () => {
    const groups = new Groups(9);
    for (const [a, b] of [
      [8, 3],
      [5, 4],
      [3, 1],
      [4, 5],
      [7, 5],
    ] as const)
      groups.join(a, b);
    expect(groups.joined()).toEqual([
      [1, 3, 8],
      [4, 5, 7],
    ]);
    expect(groups.of(8)).toBe(1);
  });
});
