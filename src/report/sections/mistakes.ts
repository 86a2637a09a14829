import { code, escapeMarkdown } from '../escape.ts';
import { decimal } from '../format.ts';
import type { Mistake } from '../measures.ts';
import type { Result } from '../result.ts';
import { table } from '../table.ts';

const SHOWN = 10;
const ANSWERS = ['different', 'same'] as const;

/** The wrong answers furthest from the threshold: often a wrong label, else what the model has yet to learn. */
export function mistakesSection({ mistakes = [] }: Result): string {
  if (mistakes.length === 0) return '';
  const columns = [
    { title: 'First text' },
    { title: 'Second text' },
    { title: 'Labelled' },
    { title: 'Answered' },
    { title: 'Similarity', align: 'right' as const },
    { title: 'Place' },
  ];
  return [
    '### Most confident mistakes',
    'The test pairs that the model got wrong by the widest margin. Look here for wrong labels first.',
    table(columns, mistakes.slice(0, SHOWN).map(row)),
  ].join('\n\n');
}

function row({ first, second, label, score, file, line }: Mistake): string[] {
  return [
    escapeMarkdown(first, 200),
    escapeMarkdown(second, 200),
    ANSWERS[label],
    ANSWERS[label === 1 ? 0 : 1],
    decimal(score),
    code(`${file}:${line}`, 200),
  ];
}
