import { count, percent, points } from '../format.ts';
import type { Result } from '../result.ts';
import { table } from '../table.ts';

/** How much of the error rate is the luck of a seed. */
export function seedsSection({ seeds }: Result): string {
  if (!seeds || seeds.seeds.length < 2) return '';
  const rows = seeds.seeds.map(({ seed, errorRate, metrics }) => [
    String(seed),
    percent(errorRate),
    percent(metrics.precision),
    percent(metrics.recall),
  ]);
  const titles = ['Seed', 'Error rate', 'Precision', 'Recall'];
  return [
    '### Seeds',
    `Trained **${count(rows.length)} times**: error rate ${percent(seeds.meanErrorRate)} on average, standard deviation ` +
      `${spread(seeds.deviation)}. The verdict is on what most of them answer to each pair, never on the best.`,
    table(
      titles.map(title => ({ title, align: 'right' as const })),
      rows,
    ),
  ].join('\n\n');
}

/** A standard deviation in percentage points, which has no sign. */
export const spread = (deviation: number): string => points(deviation).replace(/^[+±]/, '');
