import { expect, it } from 'vitest';
import { KeyNumbers } from '../../../src/data/key-numbers.ts';
import { random } from './random.ts';

it.each([2, 4] as const)('numbers keys of %d words in the order of first appearance', width => {
  const { below } = random(width);
  const keys = new KeyNumbers(width);
  const expected = new Map<string, number>();
  for (let i = 0; i < 50_000; i++) {
    // Words of few values, with extremes, so that keys return and share words.
    const words = Array.from({ length: width }, () => [below(200) - 100, 2 ** 31 - 1, -(2 ** 31)][below(3)]!);
    const name = words.join();
    if (!expected.has(name)) expected.set(name, expected.size);
    expect(keys.of(words[0]!, words[1]!, words[2], words[3])).toBe(expected.get(name));
  }
  expect(keys.size).toBe(expected.size);
  expect(keys.size).toBeGreaterThan(5000);
});
