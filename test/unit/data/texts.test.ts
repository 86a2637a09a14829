import { expect, it } from 'vitest';
import { uniqueTexts } from '../../../src/data/texts.ts';
import { pair } from './files.ts';
import { random, randomPairs } from './random.ts';

it('numbers texts in the order of first appearance, compared exactly', () => {
  const { texts, first, second } = uniqueTexts([pair('b', 'a', 1), pair('a', 'A', 0), pair('c', 'c', 1)]);
  expect(texts).toEqual(['b', 'a', 'A', 'c']);
  expect([...first]).toEqual([0, 1, 3]);
  expect([...second]).toEqual([1, 2, 3]);
});

it('gives every pair its texts back', () => {
  const pairs = randomPairs(random(2), 500, 90);
  const { texts, first, second } = uniqueTexts(pairs);
  expect(new Set(texts).size).toBe(texts.length);
  expect(pairs.map((_, i) => [texts[first[i]!], texts[second[i]!]])).toEqual(
    pairs.map(p => [p.first, p.second]),
  );
});

it('takes no pairs', () => expect(uniqueTexts([]).texts).toEqual([]));
