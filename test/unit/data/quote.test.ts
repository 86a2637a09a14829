import { expect, it } from 'vitest';
import { quote, quoteAll } from '../../../src/data/quote.ts';

it.each<[value: unknown, shown: string]>([
  ['plain', '"plain"'],
  ['a "b"\n::error::\u001b[31m', '"a \\"b\\"\\n::error::\\u001b[31m"'],
  ['right\u202eleft\u2028', '"right\\u202eleft\\u2028"'],
  ['x'.repeat(100), `"${'x'.repeat(60)}…"`],
  [undefined, 'missing'],
  [null, 'null'],
  [0.5, '0.5'],
  [12n, '12'],
  [false, 'false'],
  [{ a: [1n] }, 'an object'],
  [[1, 2], 'an array'],
])('%o', (value, shown) => expect(quote(value)).toBe(shown));

it('lists some of many values, and counts the rest', () => {
  const names = Array.from({ length: 1_000_000 }, (_, i) => `c${i}`);
  expect(quoteAll(['a', 'b'])).toBe('"a", "b"');
  expect(quoteAll(names.slice(0, 20))).toMatch(/"c18", "c19"$/);
  expect(quoteAll(names)).toMatch(/^"c0", .*"c19" and 999980 more$/);
});
