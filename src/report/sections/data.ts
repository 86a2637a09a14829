import type { DataChange, Finding, SplitName } from '../../data/pair.ts';
import { code, escapeMarkdown } from '../escape.ts';
import { trainExamples } from '../examples.ts';
import { count, percent, plural } from '../format.ts';
import type { DataSummary, Result } from '../result.ts';
import { details, table } from '../table.ts';
import { nearDuplicates } from './near-duplicates.ts';

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];
const SHOWN_FINDINGS = 10;

/** The pairs by split, how they changed against the base branch, and what was noticed in them. */
export function dataSection({ data, verdict }: Result): string {
  if (!data) return '';
  const right = (title: string) => ({ title, align: 'right' as const });
  const changes = data.change ? [right('Added'), right('Removed'), right('Relabelled')] : [];
  const columns = [{ title: 'Split' }, right('Pairs'), right('Labelled: same'), ...changes];
  const parts = [
    '### Data',
    changeLine(data),
    formatLine(data),
    table(
      columns,
      SPLITS.map(split => splitRow(data, split)),
    ),
    nearDuplicates(data),
    findings(
      data,
      Object.keys(data.findingCounts).some(kind => (verdict.data[kind] ?? 0) > 0),
    ),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function formatLine(data: DataSummary): string {
  if (!data.format) return '';
  const counted = data.format.name === 'triplet' ? ', each counted below as its pairs' : '';
  return `Train has ${trainExamples(data)}${counted}.`;
}

/** How the pairs differ from the base branch's, in a sentence; empty where nothing was compared. */
export function changeLine({ change, changeNote }: DataSummary): string {
  if (changeNote !== undefined) return `⚠️ ${escapeMarkdown(changeNote)}`;
  if (!change) return '';
  const { added, removed, relabelled } = change;
  if (added + removed + relabelled === 0) return 'The same pairs as on the base branch.';
  return `Against the base branch: ${plural(added, 'pair')} added, ${count(removed)} removed, ${count(relabelled)} relabelled.${testChange(change)}`;
}

function testChange({ bySplit }: DataChange): string {
  const { added, removed, relabelled } = bySplit.test;
  if (removed + relabelled > 0) {
    return ' **Test pairs of the base branch were dropped or relabelled, and those are the bar: a pull request may only add to them.**';
  }
  return added > 0 ? ` The test pairs of the base branch are all there, and ${count(added)} more.` : '';
}

function splitRow({ splits, change }: DataSummary, split: SplitName): string[] {
  const { pairs, positives } = splits[split];
  const row = [split, count(pairs), pairs > 0 ? percent(positives / pairs) : '–'];
  if (!change) return row;
  const { added, removed, relabelled } = change.bySplit[split];
  return [...row, count(added), count(removed), count(relabelled)];
}

function findings(data: DataSummary, open: boolean): string {
  const kinds = Object.entries(data.findingCounts).filter(([, n]) => n > 0);
  if (kinds.length === 0) return '';
  const counted = kinds.map(([kind, n]) => `${escapeMarkdown(kind, 30)} ${count(n)}`).join(', ');
  const total = kinds.reduce((sum, [, n]) => sum + n, 0);
  const listed = data.findings.slice(0, SHOWN_FINDINGS).map(findingLine);
  const more = total - listed.length;
  if (more > 0) listed.push(`- … and ${count(more)} more`);
  return `Noticed: ${counted}.\n\n${details(`${plural(total, 'finding')}, by place`, listed.join('\n'), open)}`;
}

const findingLine = ({ kind, file, line, message }: Finding): string =>
  `- ${code(`${file}:${line}`, 200)} ${escapeMarkdown(kind, 30)}: ${escapeMarkdown(message, 300)}`;
