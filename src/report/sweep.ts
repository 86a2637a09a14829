import { inertJson } from './json.ts';
import type { SweepSummary } from './sweep-summary.ts';

export { sweepCsv } from './sweep/csv.ts';
export { sweepMarkdown } from './sweep/markdown.ts';
export { sweepTerminal } from './sweep/terminal.ts';
export type { SweepRow, SweepSummary } from './sweep-summary.ts';

/** `report.json` of a sweep: the same summary gives the same bytes. A number that JSON cannot say becomes null. */
export function sweepJson(summary: SweepSummary): string {
  return `${inertJson(summary, 2)}\n`;
}
