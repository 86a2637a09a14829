import { visible } from './text.ts';

/** XML 1.0 has no way to write these, not even by number: https://www.w3.org/TR/xml/#charsets. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const SPECIAL = /[&<>"'\t\n\r]/g;

/** Untrusted text as the content of an element or of a quoted attribute. */
export function xmlText(text: string): string {
  return text.replace(ILLEGAL, '\ufffd').replace(SPECIAL, character => `&#${character.codePointAt(0)};`);
}

/** An element with its attributes; `content` is XML already. Attributes that are undefined are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content: readonly string[] = [],
): string {
  const shown = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${xmlText(visible(String(value)))}"`)
    .join('');
  if (content.length === 0) return `<${name}${shown}/>`;
  const inner = content.map(line => `\n${line}`.replaceAll('\n', '\n  ')).join('');
  return `<${name}${shown}>${inner}\n</${name}>`;
}
