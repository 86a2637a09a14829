import { describe, expect, it } from 'vitest';
import { normaliseText, pairKey } from '../../../src/data/normalise.ts';
import { random } from './random.ts';

describe('normaliseText', () => {
  it.each([
    ['as it is?', 'as it is?'],
    ['  How DO I\t cook\r\nrice? ', 'how do i cook rice?'],
    ['no\u00a0break', 'no break'],
    ['e\u0301te\u0301', '\u00e9t\u00e9'],
    ['E\u0301', '\u00e9'],
    ['\ufeffmark', 'mark'],
  ])('%j becomes %j', (text, expected) => expect(normaliseText(text)).toBe(expected));

  it('changes nothing the second time', () => {
    const { below } = random(1);
    const alphabet = ['A', 'ß', 'İ', 'Σ', '\u0301', ' ', '\t', '\n', '\u00a0', '\u212b', 'x', '😀', '\u1fbe'];
    for (let i = 0; i < 2000; i++) {
      const once = normaliseText(
        Array.from({ length: below(8) }, () => alphabet[below(alphabet.length)]).join(''),
      );
      expect(normaliseText(once)).toBe(once);
      expect(once).not.toContain('\n');
    }
  });
});

describe('pairKey', () => {
  it('does not depend on the order, case or white space', () => {
    expect(pairKey('A  b', 'C')).toBe(pairKey(' c', 'a B'));
  });

  it('keeps texts apart', () => {
    expect(pairKey('a b', 'c')).not.toBe(pairKey('a', 'b c'));
    expect(pairKey('a\nb', 'c')).not.toBe(pairKey('a', 'b\nc'));
  });
});
