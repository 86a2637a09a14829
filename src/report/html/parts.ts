import { NONE } from '../format.ts';
import { plain } from '../text.ts';
import { type Content, html, Markup } from './markup.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

export interface TableOptions {
  /** What the table holds, read before it. */
  readonly caption: string;
  /** Whether the caption is only for who cannot see that a heading says it. */
  readonly hidden?: boolean;
  readonly limit?: number;
  readonly className?: string;
}

/** A table that scrolls by itself where it is wider than the page. The first cell of a row names the row. */
export function table(
  columns: readonly (Column | string)[],
  rows: readonly (readonly Content[])[],
  { caption, hidden = true, limit = 200, className = '' }: TableOptions,
): Markup {
  const heads = columns.map(column => (typeof column === 'string' ? { title: column } : column));
  const side = (i: number) => (heads[i]?.align === 'right' ? new Markup(' class="n"') : undefined);
  const shown = rows
    .slice(0, limit)
    .map(
      row =>
        html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td${side(i)}>${cell === NONE ? EMPTY : cell}</td>`))}</tr>\n`,
    );
  const head = heads.map((column, i) => html`<th scope="col"${side(i)}>${column.title}</th>`);
  const more = rows.length > limit && html`<p class="note">… and ${rows.length - limit} more rows.</p>`;
  return html`<div class="scroll ${className}" role="group" aria-label="${caption}" tabindex="0"><table>
<caption${hidden ? new Markup(' class="unseen"') : undefined}>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${shown}</tbody>
</table></div>${more}`;
}

const EMPTY = html`<span class="none">${NONE}</span>`;

export const right = (title: string): Column => ({ title, align: 'right' });

/** Untrusted text as code, on one line. */
export const code = (text: string, max = 200): Markup => html`<code>${plain(text, max)}</code>`;

/** Where a pair or a finding is. */
export const place = ({ file, line }: { readonly file: string; readonly line: number }): Markup =>
  code(`${file}:${line}`);

/** Folded until the reader opens it. */
export const folded = (summary: Content, body: Content, open = false): Markup =>
  html`<details${open ? new Markup(' open') : undefined}><summary>${summary}</summary>\n${body}\n</details>`;

/** A part of the page under a heading of its own, which the list of contents links. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Content;
}

/** Something that the explorer can show, as a link that asks for it. */
export const shows = (query: string, content: Content): Markup =>
  html`<a class="shows" href="#pairs" data-query="${query}">${content}</a>`;

/** A state in colour, in a sign and in words. */
export const badge = (kind: 'good' | 'bad' | 'warn' | 'plain', words: string): Markup =>
  html`<span class="badge ${kind}"><span aria-hidden="true">${SIGNS[kind]}</span> ${words}</span>`;

const SIGNS = { good: '✓', bad: '✕', warn: '!', plain: '·' } as const;
