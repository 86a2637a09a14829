import { code } from '../escape.ts';
import { count, decimal, plural } from '../format.ts';
import type { DataSummary, DroppedSummary, NearDuplicateSummary } from '../result.ts';
import { details } from '../table.ts';

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
    ([split, { trainPairs, pairs, texts }]) =>
      `${plural(trainPairs, 'train pair')} nearly ${trainPairs === 1 ? 'repeats' : 'repeat'} ${plural(pairs, `${split} pair`)} (and ${plural(texts, `${split} text`)} ${texts === 1 ? 'has' : 'have'} a near-duplicate in train)`,
  );
  const listed = examples.map(
    ({ split, train, other, similarity }) =>
      `- ${at(train)} and ${split} ${at(other)}: ${decimal(similarity)}`,
  );
  const total = test.pairs + validation.pairs;
  if (listed.length > 0 && total > listed.length) listed.push(`- … and ${count(total - listed.length)} more`);
  return [
    `Near-duplicates (${from}): ${counts.join('; ')}.`,
    listed.length > 0 ? details('Near-duplicates, by place', listed.join('\n')) : '',
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

const at = ({ file, line }: NearDuplicateSummary['examples'][number]['train']): string =>
  code(`${file}:${line}`, 200);
