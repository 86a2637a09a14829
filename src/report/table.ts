export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

export interface TableOptions {
  /** Rows shown; the rest is counted in a line below. */
  readonly limit?: number;
}

/** A GitHub-flavoured table. Cells are Markdown already escaped by the caller. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { limit = 30 }: TableOptions = {},
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const shown = rows.slice(0, limit).map(line);
  const head = [line(columns.map(c => c.title)), line(columns.map(c => (c.align ? '--:' : ':--')))];
  const more = rows.length > limit ? ['', `… and ${rows.length - limit} more rows.`] : [];
  return [...head, ...shown, ...more].join('\n');
}

/** A part that is folded until the reader opens it. `summary` is Markdown-free text of ours. */
export function details(summary: string, body: string, open = false): string {
  return `<details${open ? ' open' : ''}><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
