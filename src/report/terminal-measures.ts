import { count, interval, percent, plural, pValue } from './format.ts';
import { headlineOf } from './outcome.ts';
import type { PolicySummary, Result } from './result.ts';
import { spent } from './sections/baselines.ts';
import { spread } from './sections/seeds.ts';
import { weakestFirst } from './sections/slices.ts';
import { plain } from './text.ts';

/** Slices in full, the weakest. */
const SLICES = 8;

/** The weakest slices; the report has them all. */
export function sliceRows({ slices = [] }: Result): string[][] {
  if (slices.length === 0) return [];
  const rows = weakestFirst(slices)
    .slice(0, SLICES)
    .map(({ column, value, n, accuracy, interval: bounds }) => [
      `${plain(column, 30)} = ${plain(value, 40)}`,
      percent(accuracy),
      interval(bounds),
      plural(n, 'pair'),
    ]);
  const more = slices.length - rows.length;
  return [
    ['slice, weakest first', 'accuracy', '95 % interval'],
    ...rows,
    ...(more > 0 ? [[`… and ${count(more)} more`]] : []),
  ];
}

/** What else was measured, a row each. */
export function measureRows({ seeds, added, flips, baselines = [] }: Result): string[][] {
  const rows: string[][] = [];
  if (seeds && seeds.seeds.length > 1)
    rows.push([
      'seeds',
      `${count(seeds.seeds.length)}, error rate ${percent(seeds.meanErrorRate)} on average, standard deviation ${spread(seeds.deviation)}`,
    ]);
  if (added && added.evaluation.n > 0) {
    const { n, metrics } = added.evaluation;
    rows.push(['added', `${plural(n, 'test pair')}, accuracy ${percent(metrics.accuracy)}, for information`]);
  }
  if (flips && flips.fixed + flips.broken > 0)
    rows.push([
      'flips',
      `${count(flips.broken)} right to wrong, ${count(flips.fixed)} wrong to right against ${plain(flips.baseline, 60)}`,
    ]);
  for (const { name, spending } of baselines) {
    if (spending) rows.push(['provider', `${plain(name, 60)}: ${spent(spending)}`]);
  }
  return rows;
}

/** What a reviewer must know about the policy, in a line. */
export function policyLine(policy: PolicySummary | undefined): string[] {
  if (!policy || policy.changes.length === 0) return [];
  const keys = policy.changes.map(({ key }) => plain(key, 40)).join(', ');
  const counts = policy.accepted ? 'The workflow accepts it' : 'It does not count until it is merged';
  const own = policy.proposed ? `; by its own rules: ${plain(headlineOf(policy.proposed))}` : '.';
  return [`This pull request changes the policy (${keys}). ${counts}${own}`];
}

/** The p-value that decides: of several rules that test, the one after Holm's adjustment. */
export function decidingP(p: number | undefined, adjusted: number | undefined): string {
  if (p === undefined) return '';
  return adjusted === undefined || adjusted === p
    ? `p ${pValue(p)}`
    : `p ${pValue(adjusted)} (alone ${pValue(p)})`;
}
