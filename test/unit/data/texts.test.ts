import { expect, it } from 'vitest';
import type { Pair } from '../../../src/data/pair.ts';
import { uniqueTexts as unique } from '../../../src/data/texts.ts';
import { pair, splits, table } from './files.ts';
import { random, randomPairs } from './random.ts';

function uniqueTexts(pairs: readonly Pair[]) {
  const whole = table(pairs);
  const { texts, pairs: columns } = unique([whole]);
  return { texts: Array.from(texts, text => whole.texts.text(text)), ...columns[0]! };
}

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

it('leaves out texts that are in the store for others', () => {
  const { train, test } = splits([pair('a', 'b', 1)], [], [pair('b', 'c', 1), pair('d', 'c', 1)]);
  const { texts, pairs } = unique([test]);
  expect(Array.from(texts, text => train.texts.text(text))).toEqual(['b', 'c', 'd']);
  expect([...pairs[0]!.first, ...pairs[0]!.second]).toEqual([0, 2, 1, 1]);
});
