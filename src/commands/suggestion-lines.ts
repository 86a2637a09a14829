import type { PairColumnNames } from '../data/column-names.ts';
import type { Suggestion } from './suggest-report.ts';

/** What is told beside the pair. None of these names is taken for a label or a text when the file is read. */
const TOLD = ['suggested_similarity', 'suggested_margin', 'suggested_cluster'] as const;

/**
 * The lines of a .csv or .jsonl file of suggestions: the columns of train with an empty label, then what is told of each.
 * Texts stand as they are, whatever a spreadsheet would make of them: what is read back must be what was written.
 */
export function* suggestionLines(
  suggestions: readonly Suggestion[],
  { first, second, label }: PairColumnNames,
  file: string,
): Generator<string> {
  const told = ({ similarity, margin, cluster }: Suggestion) =>
    [Number(similarity.toFixed(6)), Number(margin.toFixed(6)), cluster] as const;
  if (file.toLowerCase().endsWith('.jsonl')) {
    for (const one of suggestions) {
      const numbers = told(one).map((value, i) => [TOLD[i]!, value]);
      yield JSON.stringify({
        [first]: one.first,
        [second]: one.second,
        [label]: null,
        ...Object.fromEntries(numbers),
      });
    }
    return;
  }
  yield csvLine([first, second, label, ...TOLD]);
  for (const one of suggestions) yield csvLine([one.first, one.second, '', ...told(one).map(String)]);
}

/** RFC 4180. */
const csvLine = (cells: readonly string[]): string =>
  cells.map(cell => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
