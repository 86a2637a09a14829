import { describe, expect, it } from 'vitest';
import { escapeHtml, html, Markup, scriptJson } from '../../../../src/report/html/markup.ts';
import { HOSTILE } from '../samples.ts';

describe('html', () => {
  it('escapes whatever is no markup, in content and in attributes', () => {
    expect(html`<a title="${`"><b>'&`}">${'<i>'}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;b&gt;&#39;&amp;">&lt;i&gt;</a>',
    );
  });

  it('takes markup as it is, lists one after the other, and nothing for nothing', () => {
    const rows = ['<', new Markup('<br>')].map(one => html`<p>${one}</p>`);
    expect(html`${rows}${undefined}${false}${0}`.text).toBe('<p>&lt;</p><p><br></p>0');
  });
});

describe('escapeHtml', () => {
  it('spells out what would hide, act or turn the text round', () => {
    expect(escapeHtml('a\u202eb\u200bc\u0000d\u001b[2J')).toBe('a⟨U+202E⟩b⟨U+200B⟩c⟨U+0000⟩d⟨U+001B⟩[2J');
    expect(escapeHtml('\ud800')).toBe('\ufffd');
  });
});

describe('scriptJson', () => {
  const hostile = ['</script>', '<!--', '<script', ']]>', '\u2028', '\u2029', '&lt;', ...HOSTILE];

  it('says the same to a parser', () => {
    expect(JSON.parse(scriptJson(hostile))).toEqual(hostile);
  });

  it('holds nothing that ends or opens an element, a comment or a line', () => {
    expect(scriptJson(hostile)).not.toMatch(/[<>&\u2028\u2029\u202e\n\r]/);
  });
});
