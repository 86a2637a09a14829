import type { SplitName } from '../../../data/pair.ts';
import { trainExamples } from '../../examples.ts';
import { count, decimal, percent, plural } from '../../format.ts';
import type { DataSummary, NearDuplicateSummary, ReadablePair } from '../../result.ts';
import { repeats } from '../../sections/near-duplicates.ts';
import { plain } from '../../text.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { folded, place, right, table } from '../parts.ts';
import type { Part } from './section.ts';

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

/** The pairs by split, how they changed against the base branch, and what was noticed in them. */
export const data: Part = ({ result: { data: found } }) => {
  if (!found) return undefined;
  const changes = found.change ? ['Added', 'Removed', 'Relabelled'] : [];
  const rows = SPLITS.map(split => splitRow(found, split));
  const columns = [{ title: 'Split' }, ...['Pairs', 'Labelled: same', ...changes].map(right)];
  return {
    id: 'data',
    title: 'Data',
    body: html`<p>Train has ${trainExamples(found)}.${changed(found)}</p>
${table(columns, rows, { caption: 'Pairs by split' })}
${found.nearDuplicates && near(found.nearDuplicates)}
${findings(found)}`,
  };
};

function changed({ change, changeNote }: DataSummary): Content {
  if (changeNote !== undefined) return ` ${plain(changeNote, 500)}`;
  if (!change) return undefined;
  const { added, removed, relabelled } = change;
  if (added + removed + relabelled === 0) return ' The same pairs as on the base branch.';
  return ` Against the base branch: ${plural(added, 'pair')} added, ${count(removed)} removed, ${count(relabelled)} relabelled.`;
}

function splitRow({ splits, change }: DataSummary, split: SplitName): Content[] {
  const { pairs, positives } = splits[split];
  const row = [split, count(pairs), percent(pairs > 0 ? positives / pairs : undefined)];
  if (!change) return row;
  const { added, removed, relabelled } = change.bySplit[split];
  return [...row, count(added), count(removed), count(relabelled)];
}

function near({ threshold, test, validation, examples, dropped }: NearDuplicateSummary): Markup {
  if (!test || !validation) {
    return html`<p>Near-duplicates cannot be told: too many texts have a cosine similarity of ${threshold} or more by the base model.</p>`;
  }
  const rows = examples.map(({ train, other, similarity }) => [
    readable(train),
    readable(other),
    decimal(similarity),
  ]);
  return html`<p>Near-duplicates (cosine similarity of ${threshold} or more by the base model): ${repeats('test', test)}; ${repeats('validation', validation)}.${dropped && ` Left out of train: ${plural(dropped.total, 'pair')}.`}</p>
${rows.length > 0 && folded('Near-duplicates, by place', table(['In train', 'Nearly the same', right('Similarity')], rows, { caption: 'Near-duplicates', className: 'texts' }))}`;
}

const readable = (pair: ReadablePair): Markup =>
  html`${place(pair)}<br>${plain(pair.first, 200)}<br>${plain(pair.second, 200)}`;

function findings({ findingCounts, findings: all }: DataSummary): Content {
  const kinds = Object.entries(findingCounts).filter(([, n]) => n > 0);
  if (kinds.length === 0) return undefined;
  const total = kinds.reduce((sum, [, n]) => sum + n, 0);
  const rows = all.map(one => [place(one), plain(one.kind, 30), plain(one.message, 400)]);
  return html`<p>Noticed: ${kinds.map(([kind, n]) => `${plain(kind, 30)} ${count(n)}`).join(', ')}.</p>
${folded(`${plural(total, 'finding')}, by place`, html`${table(['Place', 'Kind', 'What'], rows, { caption: 'Findings in the data' })}${total > all.length && html`<p class="note">… and ${count(total - all.length)} more.</p>`}`)}`;
}
