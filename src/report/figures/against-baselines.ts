import type { Interval } from '../../evaluation/types.ts';
import { interval, percent } from '../format.ts';
import type { Draw } from './figure.ts';
import { type ForestRow, forest, forestHeight } from './forest.ts';
import { nameOf } from './style.ts';

/** Error rates with their intervals: the fine-tuned model first. */
export const againstBaselines: Draw = ({ candidate, baselines = [] }) => {
  const known = baselines.filter(({ errorRate }) => typeof errorRate === 'number');
  if (!candidate || known.length === 0) return undefined;
  const rows: ForestRow[] = [
    { name: 'fine-tuned', value: candidate.metrics.error_rate, interval: wrong(candidate.accuracyInterval) },
    ...known.slice(0, 12).map(({ name, errorRate, evaluation, bar }) => ({
      name: bar ? `${nameOf(name, 19)} (bar)` : name,
      value: errorRate as number,
      interval: wrong(evaluation?.accuracyInterval),
      strong: false,
    })),
  ];
  const cells = rows.map(row => [nameOf(row.name), percent(row.value), interval(row.interval)]);
  return {
    id: 'baselines',
    title: 'Error rate against the baselines',
    summary: `${rows.map(({ name, value }) => `${nameOf(name)} ${percent(value)}`).join(', ')}; lines: 95 % interval. The test on the same pairs says more than whether intervals overlap.`,
    height: forestHeight(rows.length),
    option: forest(rows, 'error rate', row => {
      const [name = '', value = '', bounds = ''] = cells[row] ?? [];
      return `${name}\nerror rate ${value}${rows[row]?.interval ? `\n95 % interval ${bounds}` : ''}`;
    }),
    table: { columns: ['Model', 'Error rate', '95 % interval'], rows: cells },
  };
};

/** An interval of the accuracy as one of the error rate. */
export function wrong(bounds: Interval | undefined): Interval | undefined {
  return bounds && { low: 1 - bounds.high, high: 1 - bounds.low, level: bounds.level };
}
