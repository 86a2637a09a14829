import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../src/data/fingerprint.ts';
import { matchKey, matchText } from '../../../src/data/match-key.ts';
import { normaliseText, pairKey } from '../../../src/data/normalise.ts';
import { pair, table } from './files.ts';
import { random } from './random.ts';

describe('matchText', () => {
  it.each([
    ['how do i cook rice?', 'how do i cook rice'],
    ['really ?! ', 'really'],
    ['wait…', 'wait'],
    ['本当ですか。', '本当ですか'],
    ['3.5 or c#', '3.5 or c#'],
    ['?', '?'],
    ['z\u200bero\u2060 wi\u00addth\ufe0f', 'zero width'],
    ['a \u3164 b', 'a b'],
    ['\uff46ull \ufb01t \u2122', 'full fit tm'],
    ['\u{e0041}tag', 'tag'],
  ])('%j becomes %j', (text, expected) => expect(matchText(text)).toBe(expected));

  it('changes nothing the second time', () => {
    const { below } = random(3);
    const alphabet = [
      'a',
      '.',
      '?',
      ' ',
      '\u200b',
      '\u00ad',
      'ﬁ',
      '\u212b',
      '\u0301',
      '\uffa0',
      '…',
      '\u2102',
    ];
    for (let i = 0; i < 2000; i++) {
      const text = Array.from({ length: below(8) }, () => alphabet[below(alphabet.length)]).join('');
      const once = matchText(normaliseText(text));
      expect(matchText(once)).toBe(once);
      expect(once).not.toContain('\n');
    }
  });

  it('takes no longer than the text is long', () => {
    const started = performance.now();
    matchText(`${'. '.repeat(500_000)}x`);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('matchKey', () => {
  it('does not depend on the order, even where folding changes it', () => {
    expect(matchKey(pairKey('\u200bb', 'a'))).toBe(matchKey(pairKey('a?', 'B')));
  });

  it('leaves the fingerprint to what the texts say, to the character', () => {
    const plain = fingerprint(table([pair('a b', 'c', 1)]));
    expect(fingerprint(table([pair('a\u200b b', 'c', 1)]))).not.toBe(plain);
    expect(fingerprint(table([pair('a b', 'c?', 1)]))).not.toBe(plain);
  });
});
