import { count, interval, percent } from '../format.ts';
import type { Draw } from './figure.ts';
import { forest, forestHeight } from './forest.ts';
import { nameOf } from './style.ts';

/** More would not be read. */
const SHOWN = 16;

/** Accuracy by slice with its interval, the bar's beside; those with the lowest accuracy where there are many. */
export const slices: Draw = ({ slices: all = [], candidate }) => {
  if (all.length === 0) return undefined;
  const shown =
    all.length <= SHOWN ? [...all] : [...all].sort((a, b) => a.accuracy - b.accuracy).slice(0, SHOWN);
  const worst = all.reduce((least, slice) => (slice.accuracy < least.accuracy ? slice : least));
  const name = (slice: { readonly column: string; readonly value: string }) =>
    nameOf(`${slice.column} = ${slice.value}`, 60);
  const rows = shown.map(slice => ({
    name: name(slice),
    value: slice.accuracy,
    interval: slice.interval,
    beside: slice.barErrorRate === undefined ? undefined : 1 - slice.barErrorRate,
  }));
  const cells = shown.map((slice, i) => [
    name(slice),
    count(slice.n),
    percent(slice.accuracy),
    interval(slice.interval),
    percent(rows[i]?.beside),
  ]);
  return {
    id: 'slices',
    title: 'Accuracy by slice',
    summary:
      `Filled: fine-tuned model with its 95 % interval; hollow: the bar; dashed: all pairs. ` +
      `Lowest: ${percent(worst.accuracy)} on ${name(worst)} (${count(worst.n)} pairs).` +
      `${all.length > SHOWN ? ` Of ${count(all.length)} slices the ${SHOWN} lowest.` : ''}`,
    height: forestHeight(rows.length),
    option: forest(
      rows,
      'accuracy',
      row => {
        const [who = '', n = '', accuracy = '', bounds = '', bar = ''] = cells[row] ?? [];
        return `${who}, ${n} pairs\naccuracy ${accuracy}\n95 % interval ${bounds}\nbar ${bar}`;
      },
      candidate?.metrics.accuracy,
    ),
    table: { columns: ['Slice', 'Pairs', 'Accuracy', '95 % interval', 'The bar'], rows: cells },
  };
};
