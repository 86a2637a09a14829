import type { Columns } from '../columns.ts';
import type { Reading, Row } from './reader.ts';

/** What a record of a table is to its reader; nothing for the header, a blank line or a fault. */
export type ToRow<T> = (cells: readonly string[], line: number) => T | undefined;

/**
 * Turns the records of a table, in order, into rows. The first record is the header; blank lines are passed over;
 * a record with more or fewer fields than the header is a fault.
 */
export function tableRows(reading: Reading): (cells: readonly string[], line: number) => Row | undefined {
  let columns: Columns | undefined;
  let width = 0;
  return (cells, line) => {
    if (cells.length === 1 && cells[0] === '') return undefined;
    if (!columns) {
      const names = cells.map(name => name.trim());
      columns = reading.resolve(names, line);
      width = names.length;
      return undefined;
    }
    if (cells.length !== width) {
      reading.fault('DATA_SYNTAX', line, `${fields(cells.length)} where the header has ${width}`);
      return undefined;
    }
    const { texts, value, slices } = columns;
    const row = {
      line,
      texts: texts.map(i => cells[i]),
      value: value === undefined ? undefined : cells[value],
    };
    return slices ? { ...row, slices: slices.map(i => cells[i]) } : row;
  };
}

const fields = (n: number): string => (n === 1 ? '1 field' : `${n} fields`);
