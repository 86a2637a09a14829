import { visible } from '../text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Untrusted text for HTML, in content and in quoted attributes: nothing in it acts, hides or changes direction. */
export const escapeHtml = (text: string): string =>
  visible(text).replace(/[&<>"']/g, character => ENTITIES[character] ?? '');

/** HTML that was made by `html` and is not escaped again. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | undefined | false | readonly Content[];

function render(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (Array.isArray(content)) return content.map(render).join('');
  return content === undefined || content === false ? '' : escapeHtml(String(content));
}

/** A template that escapes whatever is put into it, unless that is markup itself. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.reduce((text, part, i) => text + render(contents[i - 1]) + part));
}

/** JSON for a script element: nothing in it ends the element, opens a comment, breaks a line or turns the text round. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
