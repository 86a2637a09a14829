import { escapeMarkdown } from '../escape.ts';
import { count, interval, percent } from '../format.ts';
import type { SliceSummary } from '../measures.ts';
import type { Result } from '../result.ts';
import { table } from '../table.ts';

const SHOWN = 20;

/** The test pairs taken apart by the values of a column, the weakest first. */
export function slicesSection({ slices = [], baselines = [] }: Result): string {
  if (slices.length === 0) return '';
  const beside = slices.some(({ barErrorRate }) => barErrorRate !== undefined);
  const bar = baselines.find(baseline => baseline.bar);
  const columns = [
    { title: 'Slice' },
    ...['Pairs', 'Accuracy', '95 % interval', 'Error rate'].map(right),
    ...(beside ? [right(`Error rate of ${bar ? escapeMarkdown(bar.name, 40) : 'the bar'}`)] : []),
  ];
  const rows = weakestFirst(slices).map(slice => row(slice, beside));
  return ['### Slices', table(columns, rows, { limit: SHOWN })].join('\n\n');
}

/** By accuracy; of equals the one with more pairs. */
export function weakestFirst(slices: readonly SliceSummary[]): SliceSummary[] {
  return [...slices].sort((a, b) => a.accuracy - b.accuracy || b.n - a.n);
}

function row({ column, value, n, accuracy, interval: bounds, barErrorRate }: SliceSummary, beside: boolean) {
  return [
    `${escapeMarkdown(column, 40)} = ${escapeMarkdown(value, 80)}`,
    count(n),
    percent(accuracy),
    interval(bounds),
    percent(1 - accuracy),
    ...(beside ? [percent(barErrorRate)] : []),
  ];
}

const right = (title: string) => ({ title, align: 'right' as const });
