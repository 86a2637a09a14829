import { dataDiffParts, type Part } from './data-diff.ts';
import type { DataDiffSummary } from './data-diff-summary.ts';
import { escapeMarkdown } from './escape.ts';
import { details, table } from './table.ts';
import { plain } from './text.ts';

/** The comparison as Markdown for a pull request's comment. Texts of pairs are inert in it. */
export function dataDiffMarkdown(summary: DataDiffSummary): string {
  const parts = dataDiffParts(summary, escapeMarkdown);
  return `${parts.map(part => (part.numbers || part.rows.length === 0 ? open(part) : folded(part))).join('\n\n')}\n`;
}

const open = (part: Part): string => `### ${part.title}\n\n${body(part)}`;
const folded = (part: Part): string => details(part.title, body(part));

function body({ lines, rows: [head, ...rows], numbers }: Part): string {
  const columns = head?.map((title, i) =>
    numbers && i > 0 ? ({ title, align: 'right' } as const) : { title },
  );
  return [...lines, ...(columns && rows.length > 0 ? [table(columns, rows)] : [])].join('\n\n');
}

/** The same for a terminal. Texts cannot move the cursor or colour anything. */
export function dataDiffTerminal(summary: DataDiffSummary): string {
  const parts = dataDiffParts(summary, plain).map(({ title, lines, rows }) =>
    [title, ...lines.map(line => `  ${line}`), ...(rows.length > 1 ? aligned(rows) : [])].join('\n'),
  );
  return `${parts.join('\n\n')}\n`;
}

/** Columns padded to the same width, four spaces in front of each line. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const width = (text = '') => Array.from(text).length;
  const columns = Math.max(...rows.map(row => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map(row => width(row[i]))));
  return rows.map(row =>
    `    ${row.map((cell, i) => cell + ' '.repeat(widths[i]! - width(cell))).join('  ')}`.trimEnd(),
  );
}
