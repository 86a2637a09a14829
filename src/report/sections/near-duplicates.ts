import { code, escapeMarkdown } from '../escape.ts';
import { count, decimal, plural } from '../format.ts';
import type { DataSummary, DroppedSummary, NearDuplicateCount, ReadablePair } from '../result.ts';
import { details, table } from '../table.ts';

const SHOWN = 10;

/** What train has in nearly the same words as test and validation, and what was left out of it. */
export function nearDuplicates({ nearDuplicates: found }: DataSummary): string {
  if (!found) return '';
  const { threshold, test, validation, examples, dropped } = found;
  const from = `cosine similarity of ${threshold} or more by the base model`;
  if (!test || !validation) {
    return `Near-duplicates cannot be told: so many texts have a ${from} that it says nothing.`;
  }
  const counts = Object.entries({ test, validation }).map(
    ([split, { texts, ...found }]) =>
      `${repeats(split, found)} (${plural(texts, `${split} text`)} ${texts === 1 ? 'has' : 'have'} a near-duplicate in train)`,
  );
  const total = test.pairs + validation.pairs;
  const more = total > examples.length ? `\n\n… and ${count(total - examples.length)} more` : '';
  const columns = [
    { title: 'In train' },
    { title: 'Nearly the same' },
    { title: 'Similarity', align: 'right' },
  ] as const;
  const rows = examples.map(({ split, train, other, similarity }) => [
    readable(train),
    readable(other, split),
    decimal(similarity),
  ]);
  return [
    `Near-duplicates (${from}): ${counts.join('; ')}.`,
    rows.length > 0 ? details('Near-duplicates, by place', `${table(columns, rows)}${more}`) : '',
    dropped ? droppedText(dropped) : '',
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

function droppedText({ total, because, pairs }: DroppedSummary): string {
  const reasons = Object.entries(because)
    .filter(([, n]) => n > 0)
    .map(([split, n]) => `${count(n)} near a ${split} pair`);
  const sentence = `Left out of train: ${plural(total, 'pair')}${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}.`;
  if (pairs.length === 0) return sentence;
  const listed = pairs
    .slice(0, SHOWN)
    .map(({ file, line, because: split, near }) => `- ${at({ file, line })}, near ${split} ${at(near)}`);
  if (total > listed.length)
    listed.push(`- … and ${count(total - listed.length)} more; all in ${code('dropped.jsonl')}`);
  return `${sentence}\n\n${details('Pairs left out, by place', listed.join('\n'))}`;
}

/** E.g. `2 train pairs nearly repeat 1 test pair`. */
export function repeats(split: string, { trainPairs, pairs }: Omit<NearDuplicateCount, 'texts'>): string {
  if (trainPairs === 0) return `no train pair nearly repeats a ${split} pair`;
  const verb = trainPairs === 1 ? 'repeats' : 'repeat';
  return `${plural(trainPairs, 'train pair')} nearly ${verb} ${plural(pairs, `${split} pair`)}`;
}

const readable = ({ first, second, ...place }: ReadablePair, split = ''): string =>
  [`${split} ${at(place)}`.trim(), escapeMarkdown(first, 200), escapeMarkdown(second, 200)].join('<br>');

const at = ({ file, line }: { readonly file: string; readonly line: number }): string =>
  code(`${file}:${line}`, 200);
