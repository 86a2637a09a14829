import { lineChart } from '../chart.ts';
import { code, escapeMarkdown } from '../escape.ts';
import { count, interval, percent } from '../format.ts';
import type { SweepSummary } from '../sweep-summary.ts';
import { details, table } from '../table.ts';
import { tellingFirst } from './rows.ts';

/** Sentences, charts and rows that are shown; report.json has them all. */
const SENTENCES = 20;
const CHARTS = 4;
const ROWS = 256;

/** How many examples the target needs, by each curve, and what the curves were fitted to. */
export function curvesSection(summary: SweepSummary): string {
  const { curves: all } = summary;
  if (all.length === 0) return '';
  const name = ({ base, series }: (typeof all)[number]) =>
    `${code(base, 100)}, ${escapeMarkdown(series, 80)}`;
  const sorted = tellingFirst(summary);
  const charts = sorted.slice(0, CHARTS).flatMap(curve => {
    const sizes = [...new Set(curve.points.map(({ examples }) => examples))];
    const chart = lineChart({
      title: 'Error rate by number of examples',
      xTitle: 'examples',
      yTitle: 'error rate (%)',
      points: sizes.map(x => ({ x, y: 100 * meanRate(curve.points.filter(one => one.examples === x)) })),
    });
    return chart === '' ? [] : [`${name(curve)}:`, chart];
  });
  const rows = sorted.flatMap(curve =>
    curve.points.map(point => [
      name(curve),
      count(point.examples),
      percent(point.errorRate),
      interval(point.interval),
    ]),
  );
  const columns = [
    { title: 'Series' },
    ...['Examples', 'Error rate', '95 % interval'].map(title => ({ title, align: 'right' as const })),
  ];
  return [
    '### Learning curve',
    [
      ...sorted.slice(0, SENTENCES).map(curve => `- ${name(curve)}: ${escapeMarkdown(curve.sentence)}`),
      ...(sorted.length > SENTENCES ? [`- … and ${count(sorted.length - SENTENCES)} more`] : []),
    ].join('\n'),
    details(
      'Error rate by number of examples',
      [...charts, table(columns, rows, { limit: ROWS })].join('\n\n'),
    ),
  ].join('\n\n');
}

const meanRate = (points: readonly { readonly errorRate: number }[]): number =>
  points.reduce((sum, { errorRate }) => sum + errorRate, 0) / points.length;
