import { FinetuneGateError } from '../errors.ts';
import type { ExampleFormat, PairTable, SplitName } from './pair.ts';

/**
 * Refuses pairs of one label where both are needed: in labelled pairs, and in whatever judges.
 *
 * @param format of the examples as they are used
 * @param formats of the rows as the files have them
 * @param judges whether validation is yet to be taken out of these
 * @throws FinetuneGateError DATA_ONE_CLASS
 */
export function requireBothLabels(
  split: SplitName,
  table: PairTable,
  format: ExampleFormat,
  formats: ReadonlySet<ExampleFormat>,
  judges = false,
): void {
  if (format !== 'pair' && !judges) return;
  const first = table.label(0);
  if (table.labels.some(label => label !== first)) return;
  const { length } = table;
  const details = Array.from({ length: Math.min(length, 10) }, (_, i) => {
    const { file, line } = table.place(i);
    return `${file}:${line}: the label is ${table.label(i)}`;
  });
  if (length > 10) details.push(`… and ${length - 10} more, ${length} in all`);
  const unlabelled = formats.has('positive-pair');
  throw new FinetuneGateError(
    'DATA_ONE_CLASS',
    unlabelled
      ? `All ${length} pairs of the ${split} data are positive: they have no labels.`
      : `All ${length} pairs of the ${split} data have label ${first}.`,
    { place: table.place(0), ...remedyFor(split, format, unlabelled), ...(!unlabelled && { details }) },
  );
}

function remedyFor(split: SplitName, format: ExampleFormat, unlabelled: boolean): { remedy?: string } {
  if (unlabelled && split === 'train')
    return { remedy: 'Name validation files of labelled pairs or triplets in place of a fraction of train.' };
  if (unlabelled)
    return {
      remedy: `Add pairs that do not mean the same, with a column for labels, or make the ${split} rows triplets.`,
    };
  if (split === 'train' && format === 'pair')
    return {
      remedy: 'Add pairs with the other label; if all are to be positive, set `data.format: positive-pair`.',
    };
  return {};
}
