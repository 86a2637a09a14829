import { count, plural } from './format.ts';
import type { Result } from './result.ts';
import { repeats } from './sections/near-duplicates.ts';
import { policyLine } from './terminal-measures.ts';
import { plain } from './text.ts';

/** Findings in full. */
const SHOWN = 10;

/** Leakage in other words, where there is any: the report has the pairs. */
export function nearDuplicateRow({ data }: Result): string[][] {
  const { test, validation, dropped } = data?.nearDuplicates ?? {};
  const found = Object.entries({ test, validation }).flatMap(([split, counted]) =>
    counted && counted.trainPairs > 0 ? [repeats(split, counted)] : [],
  );
  if (dropped) found.push(`${plural(dropped.total, 'train pair')} left out`);
  return found.length > 0 ? [['near-duplicates', found.join('; ')]] : [];
}

/** How many texts the run had to encode. */
export function textsRow({ cost }: Result): string[][] {
  if (!cost) return [];
  return [['texts', `${count(cost.textsEncoded)} encoded, ${count(cost.textsFound)} found in the cache`]];
}

/** Where the findings are that fail the run; the report has the others. */
export function findingLines({ verdict, data }: Result): string[] {
  const failing = (data?.findings ?? []).filter(({ kind }) => (verdict.data[kind] ?? 0) > 0);
  const total = Object.values(verdict.data).reduce((sum, n) => sum + n, 0);
  const shown = failing
    .slice(0, SHOWN)
    .map(
      ({ file, line, kind, message }) => `    ${plain(file, 200)}:${line} ${kind}: ${plain(message, 300)}`,
    );
  return total > shown.length && shown.length > 0
    ? [...shown, `    … and ${count(total - shown.length)} more`]
    : shown;
}

/** What a reviewer might otherwise take for checked. */
export function noteLines({ data, retrieval, policy, baselines = [] }: Result): string[] {
  const notes = [
    ...policyLine(policy),
    data?.changeNote,
    retrieval?.note,
    ...baselines.map(({ name, note }) => (note === undefined ? undefined : `${name}: ${note}`)),
  ];
  return notes.flatMap(note => (note === undefined ? [] : [`  ⚠️ ${plain(note)}`]));
}
