import { expect, it } from 'vitest';
import { quote } from '../../../src/data/quote.ts';

it.each<[value: unknown, shown: string]>([
  ['plain', '"plain"'],
  ['a "b"\n::error::\u001b[31m', '"a \\"b\\"\\n::error::\\u001b[31m"'],
  ['right\u202eleft\u2028', '"right\\u202eleft\\u2028"'],
  ['x'.repeat(100), `"${'x'.repeat(60)}…"`],
  [undefined, 'missing'],
  [null, 'null'],
  [0.5, '0.5'],
  [12n, '12'],
  [{ a: [1n] }, '{"a":["1"]}'],
])('%o', (value, shown) => expect(quote(value)).toBe(shown));

it('shortens long lists', () => expect(quote(Array.from({ length: 1000 }, () => 1)).length).toBe(61));
