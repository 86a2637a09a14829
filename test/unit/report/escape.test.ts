import { describe, expect, it } from 'vitest';
import { code, escapeMarkdown, fence } from '../../../src/report/escape.ts';
import { plain } from '../../../src/report/text.ts';
import { HOSTILE } from './samples.ts';

const decode = (text: string): string =>
  text
    .replaceAll('<span>$</span>', '$')
    .replace(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));

/** What a reader sees: entities decoded, invisible joiners gone. */
const seen = (text: string): string => decode(text).replaceAll('\u2060', '');

/** What GitHub looks for in the rendered text, outside `<code>`. */
const GITHUB: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['mention or e-mail', /@[\w-]/],
  ['issue', /#\w/],
  ['issue by key', /[a-z]-\d/i],
  ['emoji', /:[\w+-]+:/],
  ['address', /:\/\//],
  ['bare address', /www\./i],
  ['mail address', /(?:mailto|xmpp):[\w]/i],
  ['commit', /[0-9a-f]{7,}/i],
];

const ATTACKS: readonly string[] = [
  ...HOSTILE,
  '[click](javascript:alert(1))',
  '![image](https://evil.example/x.png)',
  '[ref]: https://evil.example',
  '<https://evil.example>',
  'https://evil.example/a_b',
  'HTTP://EVIL.EXAMPLE',
  '_www.evil.example',
  'ftp://evil.example',
  'mailto:a@b.example',
  'xmpp:a@b.example',
  'a.b+c@d-e.example',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<!-- open',
  '</td></tr></table>',
  '</details>',
  '&lt;b&gt; &amp; &#60;b&#62;',
  '`code`',
  '``` fence',
  '**a** __b__ *c* _d_ ~~e~~ ~f~',
  'a | b \\| c',
  '\\',
  '# heading',
  '- item',
  '+ item',
  '* item',
  '1. item',
  '2) item',
  '> quote',
  '---',
  '===',
  '- [x] done',
  '[^1]',
  '$\\sqrt{x}$ and $$y$$',
  '@octocat @org/team octocat@0123456',
  '#1 owner/repo#12 GH-3 gh-4 ABC-5',
  ':tada: :+1: :shipit:',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
];

describe('escapeMarkdown', () => {
  it.each(ATTACKS)('makes %j inert and shows it as it is', attack => {
    const escaped = escapeMarkdown(attack, 1000);
    expect(escaped.replaceAll('<span>$</span>', '')).not.toMatch(/[<>"'`*_~[\]|\\$]|#(?!\d+;)|&(?!#\d+;)|\n/);
    expect(escaped).not.toMatch(/^(?:[-+=#>]|\d+[.)](?:\s|$)|\s)/);
    for (const [name, pattern] of GITHUB) expect(decode(escaped), name).not.toMatch(pattern);
    expect(seen(escaped)).toBe(plain(attack, 1000));
  });

  it('leaves nothing that GitHub links in random mixtures of its alphabet', () => {
    const alphabet = [
      '@',
      '#',
      ':',
      '/',
      '//',
      'www.',
      'http:',
      'a',
      'f',
      '0',
      '9',
      '-',
      '_',
      '.',
      '<',
      '|',
      '`',
      '&',
      ' ',
      '\n',
      '$',
    ];
    let state = 7;
    const next = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    for (let i = 0; i < 2000; i++) {
      const text = Array.from({ length: 12 }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
      const escaped = escapeMarkdown(text);
      expect(escaped.replaceAll('<span>$</span>', '')).not.toMatch(/[<>`_|]|&(?!#\d+;)|\n/);
      for (const [name, pattern] of GITHUB)
        expect(decode(escaped), `${name} in ${JSON.stringify(text)}`).not.toMatch(pattern);
      expect(seen(escaped)).toBe(plain(text));
    }
  });

  it('spells out controls, direction overrides and hidden characters, and folds line breaks', () => {
    expect(escapeMarkdown('a\u001b[2Jb')).toBe('a⟨U+001B⟩&#91;2Jb');
    expect(escapeMarkdown('a\u202eb\u2066c\u200bd')).toBe('a⟨U+202E⟩b⟨U+2066⟩c⟨U+200B⟩d');
    expect(escapeMarkdown('a\r\n\tb\u2028c\u0085d')).toBe('a b c d');
    expect(escapeMarkdown('tag\u{e0041}')).toBe('tag⟨U+E0041⟩');
    expect(escapeMarkdown('lone \ud800 surrogate')).toBe('lone \ufffd surrogate');
  });

  it('keeps letters of any script, emoji and their joiners', () => {
    for (const text of ['Straße für 東京', 'می‌خواهم', '👩‍💻 café']) expect(escapeMarkdown(text)).toBe(text);
  });

  it('shortens by code points before it escapes', () => {
    expect(escapeMarkdown('🧾'.repeat(9), 3)).toBe('🧾🧾🧾…');
    expect(escapeMarkdown('<<<<', 2)).toBe('&#60;&#60;…');
    expect(escapeMarkdown('<<', 2)).toBe('&#60;&#60;');
  });
});

describe('code', () => {
  it.each(ATTACKS)('cannot be left by %j', attack => {
    const inner = code(attack, 1000).slice('<code>'.length, -'</code>'.length);
    expect(inner.replaceAll('<span>$</span>', '')).not.toMatch(/[<>"'`*_~[\]|\\$]|&(?!#\d+;)|\n/);
    // The Markdown parser links these even there.
    for (const pattern of [/:\/\//, /www\./i, /@\w/, /(?:mailto|xmpp):\w/i])
      expect(decode(inner)).not.toMatch(pattern);
    expect(seen(inner)).toBe(plain(attack, 1000));
  });

  it('leaves a path and a hash as they are, to be copied', () => {
    expect(code('data/train.tsv:12')).toBe('<code>data/train.tsv:12</code>');
    expect(code('3f2a9c1d4b5e')).toBe('<code>3f2a9c1d4b5e</code>');
  });
});

describe('fence', () => {
  it('is longer than any run of back-ticks in it, and each line stays one line', () => {
    const lines = fence(['a ```` b', '```', 'x\n```\n# out', '\u001b[31m']).split('\n');
    expect(lines[0]).toBe('`````text');
    expect(lines.at(-1)).toBe('`````');
    expect(lines.slice(1, -1)).toEqual(['a ```` b', '```', 'x ``` # out', '⟨U+001B⟩[31m']);
  });

  it('counts the lines that it leaves out', () => {
    const block = fence(
      Array.from({ length: 60 }, (_, i) => `line ${i}`),
      { maxLines: 10 },
    );
    expect(block.split('\n')).toHaveLength(13);
    expect(block).toContain('… and 50 more');
  });
});
