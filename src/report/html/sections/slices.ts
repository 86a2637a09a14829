import { count, decimal, interval, percent } from '../../format.ts';
import type { SliceSummary } from '../../measures.ts';
import { plain } from '../../text.ts';
import { type Content, html } from '../markup.ts';
import { right, shows, table } from '../parts.ts';
import type { Part } from './section.ts';

const COLUMNS = [
  'Pairs',
  'Labelled: same',
  'Accuracy',
  '95 % interval',
  'The bar',
  'Precision',
  'Recall',
  'F1',
];

/** The scores by the values of the data's columns. */
export const slices: Part = ({ result: { slices: all = [] }, figure }) => {
  if (all.length === 0) return undefined;
  return {
    id: 'slices',
    title: 'Slices',
    body: html`${figure('slices', false)}
${table([{ title: 'Slice' }, ...COLUMNS.map(right)], all.map(row), { caption: 'Scores by slice' })}`,
  };
};

function row({
  column,
  value,
  n,
  positives,
  accuracy,
  interval: bounds,
  metrics,
  barErrorRate,
}: SliceSummary): Content[] {
  const query = new URLSearchParams({ column: plain(column, 80), value: plain(value, 200) });
  return [
    shows(String(query), `${plain(column, 40)} = ${plain(value, 60)}`),
    count(n),
    percent(n > 0 ? positives / n : undefined),
    percent(accuracy),
    interval(bounds),
    percent(barErrorRate === undefined ? undefined : 1 - barErrorRate),
    percent(metrics.precision),
    percent(metrics.recall),
    decimal(metrics.f1),
  ];
}
