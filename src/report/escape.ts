import { plain } from './text.ts';

/** Invisible, breaks no line, and ends every pattern by which GitHub turns text into a link, a mention or an emoji. */
const JOINER = '\u2060';

/** Characters with a meaning in Markdown or HTML, wherever they stand in a line. */
const SPECIAL = /[&<>"'`*_~[\]|\\#]/g;

const entity = (character: string): string => `&#${character.codePointAt(0)};`;

/**
 * GitHub looks for these after Markdown is rendered, so an entity does not stop them:
 * `@name`, `#1`, `GH-1`, `:emoji:`, `https://…`, `www.…`, `name@host` and commit hashes.
 */
function unlinked(text: string): string {
  return text
    .replace(/@/g, `@${JOINER}`)
    .replace(/#(?=[\p{L}\p{N}_])/gu, `#${JOINER}`)
    .replace(/:(?=[\w+\-/])/g, `:${JOINER}`)
    .replace(/www(?=\.)/gi, `$&${JOINER}`)
    .replace(/[a-z]-(?=\d)/gi, `$&${JOINER}`)
    .replace(/[0-9a-f]{7,}/gi, hash => hash.replace(/.{6}(?=.)/g, `$&${JOINER}`));
}

/** The same inside `<code>`, where GitHub looks for nothing any more, but its Markdown parser still links addresses. */
function unlinkedCode(text: string): string {
  return text
    .replace(/@/g, `@${JOINER}`)
    .replace(/:(?=\/\/)|\b(?:mailto|xmpp):/gi, `$&${JOINER}`)
    .replace(/www(?=\.)/gi, `$&${JOINER}`);
}

/** What would begin a list, a heading underline or a numbered item at the start of a line. */
function unblocked(text: string): string {
  return text
    .replace(/^[-+=]/, entity)
    .replace(/^(\d+)([.)])(?=\s|$)/, (_, digits: string, mark: string) => digits + entity(mark));
}

/** GitHub reads $…$ as a formula even when the sign is an entity; a span of its own is the documented way out. */
const unformulated = (text: string): string => text.replace(/\$/g, '<span>$</span>');

/**
 * Untrusted text as inert inline Markdown, safe in a table cell but not in an HTML attribute: one line, at most `max`
 * code points, nothing in it links, mentions, formats, renders as HTML or as a formula.
 */
export function escapeMarkdown(text: string, max = 500): string {
  return unformulated(unblocked(unlinked(plain(text, max)).replace(SPECIAL, entity)));
}

/** Untrusted text in `<code>`: a code span's back-ticks could be closed from within, a tag's content cannot. */
export function code(text: string, max = 500): string {
  return `<code>${unformulated(unlinkedCode(plain(text, max)).replace(SPECIAL, entity))}</code>`;
}

/** Untrusted lines as a fenced block whose fence is longer than any run of back-ticks in it. */
export function fence(
  lines: readonly string[],
  options: { maxLines?: number; maxLength?: number } = {},
): string {
  const { maxLines = 50, maxLength = 500 } = options;
  const shown = lines.slice(0, maxLines).map(line => plain(line, maxLength));
  if (lines.length > maxLines) shown.push(`… and ${lines.length - maxLines} more`);
  const runs = shown.flatMap(line => line.match(/`+/g) ?? []).map(run => run.length);
  const mark = '`'.repeat(Math.max(2, ...runs) + 1);
  return [`${mark}text`, ...shown, mark].join('\n');
}
