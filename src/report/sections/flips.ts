import { code, escapeMarkdown } from '../escape.ts';
import { count, decimal } from '../format.ts';
import type { FlipsSummary } from '../measures.ts';
import type { Result } from '../result.ts';
import { table } from '../table.ts';

const SHOWN = 10;

/** Pairs that the bar decides otherwise: what went wrong that was right, before what is right now. */
export function flipsSection({ flips }: Result): string {
  if (!flips || flips.fixed + flips.broken === 0) return '';
  const columns = [
    { title: '' },
    { title: 'First text' },
    { title: 'Second text' },
    { title: 'Labelled' },
    { title: 'Similarity', align: 'right' as const },
    { title: 'Place' },
  ];
  return [
    '### Pairs that flipped',
    `Against ${escapeMarkdown(flips.baseline, 80)}: **${count(flips.broken)}** went from right to wrong, ` +
      `**${count(flips.fixed)}** from wrong to right. The furthest from the threshold:`,
    table(columns, flips.examples.slice(0, SHOWN).map(row)),
  ].join('\n\n');
}

function row({ first, second, label, score, file, line, now }: FlipsSummary['examples'][number]): string[] {
  return [
    now === 'wrong' ? '❌ now wrong' : '✅ now right',
    escapeMarkdown(first, 200),
    escapeMarkdown(second, 200),
    label === 1 ? 'same' : 'different',
    decimal(score),
    code(`${file}:${line}`, 200),
  ];
}
