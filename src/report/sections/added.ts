import { count, interval, percent, plural } from '../format.ts';
import type { Result } from '../result.ts';
import { table } from '../table.ts';

/** Test pairs that the pull request adds, beside those that judge it. */
export function addedSection({ added, candidate }: Result): string {
  if (!added || added.evaluation.n === 0) return '';
  const { judged, evaluation } = added;
  const rows = [
    ...(candidate ? [row('Of the base branch, which judge', judged, candidate)] : []),
    row('Added, for information', evaluation.n, evaluation),
  ];
  const titles = ['Pairs', 'Accuracy', '95 % interval', 'Error rate'];
  return [
    `### ${plural(evaluation.n, 'test pair')} added`,
    'No rule looks at pairs that this pull request adds before they are merged.',
    table([{ title: 'Test pairs' }, ...titles.map(title => ({ title, align: 'right' as const }))], rows),
  ].join('\n\n');
}

type Scored = NonNullable<Result['candidate']>;

function row(name: string, n: number, { metrics, accuracyInterval }: Scored): string[] {
  return [name, count(n), percent(metrics.accuracy), interval(accuracyInterval), percent(metrics.error_rate)];
}
