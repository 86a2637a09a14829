import { type Columns, resolveColumns, type Wanted } from './columns.ts';
import type { DataFile } from './paths.ts';
import { asUnreadable, readerFor } from './read.ts';
import type { Reading } from './readers/reader.ts';

/** How a file of pairs calls its columns. */
export interface PairColumnNames {
  readonly first: string;
  readonly second: string;
  /** Of the label or score; `label` where the file has none. */
  readonly label: string;
}

/**
 * The names of a file's columns, as reading finds them. Only the beginning of the file is read.
 *
 * @throws FinetuneGateError DATA_FORMAT, DATA_COLUMN_MISSING, DATA_SYNTAX, DATA_NOT_FOUND
 */
export async function columnNames({ path, shown }: DataFile, wanted: Wanted): Promise<PairColumnNames> {
  let found: { readonly names: readonly string[]; readonly columns: Columns } | undefined;
  const reading: Reading = {
    path,
    shown,
    resolve(names, line) {
      const columns = resolveColumns(names, wanted, { file: shown, line });
      found ??= { names, columns };
      return columns;
    },
    // What is wrong with a row is told by whoever reads the rows.
    fault: () => {},
    invalidUtf8: () => {},
  };
  try {
    for await (const _ of readerFor(shown)(reading)) if (found) break;
  } catch (thrown) {
    if (!found) throw asUnreadable(thrown, shown);
  }
  if (!found) return { first: 'first', second: 'second', label: 'label' };
  const { names, columns } = found;
  const [first = 0, second = 1] = columns.texts;
  const { label = 'label' } = wanted.names;
  return {
    first: names[first]!,
    second: names[second]!,
    label: columns.value === undefined ? label : names[columns.value]!,
  };
}
