import { expect, it } from 'vitest';
import { TextStore } from '../../../src/data/text-store.ts';
import { random } from './random.ts';

it('numbers texts in the order of first appearance, and gives them back', () => {
  const { below } = random(1);
  const alphabet = ['a', 'B', 'é', '語', '😀', ' ', '\n', '\u0000'];
  const store = new TextStore();
  const numbers = new Map<string, number>();
  for (let i = 0; i < 60_000; i++) {
    const text = Array.from({ length: below(7) }, () => alphabet[below(alphabet.length)]).join('');
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    expect(store.add(text)).toBe(numbers.get(text));
  }
  expect(store.size).toBe(numbers.size);
  for (const [text, number] of numbers) expect(store.text(number)).toBe(text);
});

it('keeps texts of any length whole, whatever stands before them', () => {
  const store = new TextStore();
  const texts = [3, 6_000_000, 20_000_000, 5, 6_000_000].map((length, i) => `${'ü'.repeat(length)}${i}`);
  for (const [number, text] of texts.entries()) expect(store.add(text)).toBe(number);
  for (const [number, text] of texts.entries()) {
    expect(store.text(number) === text).toBe(true);
    expect(store.add(text)).toBe(number);
  }
});
