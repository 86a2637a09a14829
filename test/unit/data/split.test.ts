import { describe, expect, it } from 'vitest';
import { components } from '../../../src/data/components.ts';
import { normaliseText } from '../../../src/data/normalise.ts';
import type { Pair } from '../../../src/data/pair.ts';
import { splitValidation as split } from '../../../src/data/split.ts';
import { failure, pair, table } from './files.ts';
import { random, randomPairs } from './random.ts';

/** The split of pairs into pairs. */
function splitValidation(pairs: readonly Pair[], fraction: number, seed: number) {
  const { train, validation } = split(table(pairs), fraction, seed);
  return { train: [...train], validation: [...validation] };
}

const texts = (pairs: readonly Pair[]): Set<string> =>
  new Set(pairs.flatMap(({ first, second }) => [normaliseText(first), normaliseText(second)]));

const labels = (pairs: readonly Pair[]): number => new Set(pairs.map(p => p.label)).size;

/** `count` pairs that share no texts; every third is positive. */
const separate = (count: number): Pair[] =>
  Array.from({ length: count }, (_, i) => pair(`a${i}`, `b${i}`, i % 3 === 0 ? 1 : 0, i + 2));

/** `count` pairs that all share a text. */
const star = (count: number, name: string): Pair[] =>
  Array.from({ length: count }, (_, i) => pair(name, `${name}${i}`, i % 2 === 0 ? 1 : 0, i + 2));

describe('splitValidation', () => {
  it('keeps every text on one side, both labels on both, and about the fraction', () => {
    for (let seed = 0; seed < 40; seed++) {
      const draw = random(seed);
      const pairs = randomPairs(draw, 300 + draw.below(300), 2000);
      const fraction = [0.05, 0.1, 0.2, 0.5][draw.below(4)]!;
      const { train, validation } = splitValidation(pairs, fraction, seed);
      const right = texts(train);
      expect([...texts(validation)].filter(text => right.has(text))).toEqual([]);
      expect([...train, ...validation].sort((a, b) => a.line - b.line)).toEqual(pairs);
      expect(validation.length / pairs.length).toBeGreaterThan(fraction / 2);
      expect(validation.length / pairs.length).toBeLessThan(fraction * 2);
      expect([labels(train), labels(validation)]).toEqual([2, 2]);
    }
  });

  it('does not depend on the order of rows', () => {
    const pairs = randomPairs(random(1), 500, 1500);
    const { validation } = splitValidation(pairs, 0.1, 42);
    for (let seed = 0; seed < 10; seed++) {
      const again = splitValidation(random(seed).shuffle(pairs), 0.1, 42).validation;
      expect(again.map(p => p.line).sort()).toEqual(validation.map(p => p.line).sort());
    }
    expect(splitValidation(pairs, 0.1, 43).validation).not.toEqual(validation);
  });

  it('hits the fraction exactly when no texts are shared', () => {
    expect(splitValidation(separate(200), 0.1, 42).validation).toHaveLength(20);
  });

  it('does not favour large groups', () => {
    const pairs = Array.from({ length: 1000 }, (_, i) => star(1 + (i % 2) * 9, `s${i}x`)).flat();
    let large = 0;
    let small = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { validation } = splitValidation(pairs, 0.2, seed);
      const groups = groupsOf(validation.map(p => [p.first, p.second] as const));
      large += groups.filter(group => group.length === 10).length;
      small += groups.filter(group => group.length === 1).length;
    }
    // As many of either size stand in the data. Of the 4 000 or so drawn, the last few of a draw are small ones that still fit.
    expect(Math.abs(large - small) / (large + small)).toBeLessThan(0.1);
  });

  it('gives both sides both labels when the few pairs allow it', () => {
    const rare = Array.from({ length: 40 }, (_, i) => pair(`a${i}`, `b${i}`, i < 2 ? 1 : 0, i + 2));
    for (let seed = 0; seed < 40; seed++) {
      const { train, validation } = splitValidation(rare, 0.1, seed);
      expect([labels(train), labels(validation)]).toEqual([2, 2]);
      expect(validation.length).toBeGreaterThanOrEqual(2);
      expect(validation.length).toBeLessThanOrEqual(8);
    }
  });

  it('works around one huge group when the others suffice', () => {
    const { validation } = splitValidation([...star(800, 'hub'), ...separate(200)], 0.1, 42);
    expect(validation).toHaveLength(100);
    expect(texts(validation).has('hub')).toBe(false);
  });

  it('takes one group near the fraction when the small ones do not reach it', () => {
    const pairs = [...star(150, 'near'), ...star(830, 'hub'), ...separate(20)];
    const { validation } = splitValidation(pairs, 0.1, 42);
    expect(validation.length).toBeGreaterThanOrEqual(150);
    expect(validation.length).toBeLessThanOrEqual(200);
  });

  it.each([
    ['one group', star(1000, 'hub')],
    ['one huge group and too few others', [...star(970, 'hub'), ...separate(30)]],
    ['a single pair', separate(1)],
  ])('refuses %s', async (_, pairs) => {
    const error = await failure(() => splitValidation(pairs, 0.1, 42));
    expect(error.code).toBe('DATA_SPLIT_IMPOSSIBLE');
    expect(error.message).toMatch(/\d+ of \d+ pairs are linked/);
  });
});

/** The connected components of pairs of names, each as the indices of its pairs. */
function groupsOf(pairs: readonly (readonly [first: string, second: string])[]): number[][] {
  const names = [...new Set(pairs.flat())];
  const number = new Map(names.map((name, i) => [name, i]));
  const column = (side: 0 | 1) => pairs.map(both => number.get(both[side])!);
  const groups = components(column(0), column(1), names.length);
  return Array.from({ length: groups.length }, (_, group) => [...groups.members(group)]);
}

describe('components', () => {
  it('follows shared texts over any number of pairs', () => {
    expect(groupsOf([...['ab', 'cd', 'ef', 'bc', 'gg']].map(([a, b]) => [a!, b!]))).toEqual([
      [0, 1, 3],
      [2],
      [4],
    ]);
  });

  it('takes a long chain in any order', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => [`${i}`, `${i + 1}`] as const);
    expect(groupsOf(chain)).toHaveLength(1);
    expect(groupsOf(random(1).shuffle(chain))).toHaveLength(1);
  });
});
