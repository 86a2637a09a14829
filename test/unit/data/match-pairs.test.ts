import { describe, expect, it } from 'vitest';
import { numbersOf } from '../../../src/data/diff.ts';
import { matchPairs } from '../../../src/data/match-pairs.ts';
import type { Pair } from '../../../src/data/pair.ts';
import { pair, splits } from './files.ts';
import { random, randomPairs } from './random.ts';

/** Base as validation and head as test share a store, as a job has them; base alone has a store of its own. */
function match(base: Pair[], head: Pair[], shared: boolean): number[] {
  const both = splits([], base, head);
  const before = shared ? splits([], [], []) : splits([], base);
  const of = shared ? numbersOf(both, both) : numbersOf(before, both);
  return [...matchPairs(shared ? both.validation : before.validation, both.test, of)];
}

const said = (...texts: string[]) =>
  texts.map(text => text.toLowerCase().trim().split(/ +/).join(' ')).sort();

describe.each([true, false])('matchPairs, one store: %s', shared => {
  it('knows a pair by its normalised texts in either order and its label', () => {
    const base = [pair('k', 'l', 0), pair('Café  au lait', 'n', 1)];
    const head = [
      pair('N', 'cafe\u0301 au lait ', 1),
      pair('l', 'K', 0),
      pair('k', 'l', 1),
      pair('k', 'n', 0),
    ];
    expect(match(base, head, shared)).toEqual([1, 0, -1, -1]);
  });

  it('gives each row of the base once, the first pairs first', () => {
    const twice = [pair('k', 'l', 1), pair('x', 'y', 0), pair('l', 'k', 1)];
    expect(match(twice, [...twice, pair('K', 'L', 1)], shared)).toEqual([0, 1, 2, -1]);
    expect(match(twice.slice(0, 1), twice, shared)).toEqual([0, -1, -1]);
  });

  it('agrees with a search through lists', () => {
    const generator = random(7);
    for (let round = 0; round < 20; round++) {
      const [base, head] = [randomPairs(generator, 40, 6), randomPairs(generator, 60, 6)];
      const left = base.map(({ first, second, label }) => [said(first, second), label].join());
      const expected = head.map(({ first, second, label }) => {
        const at = left.indexOf([said(first, second), label].join());
        if (at >= 0) left[at] = 'taken';
        return at;
      });
      expect(match(base, head, shared)).toEqual(expected);
    }
  });
});
