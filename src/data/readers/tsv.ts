import { readLines } from './lines.ts';
import type { Reading, Row } from './reader.ts';
import { type ToRow, tableRows } from './table.ts';

/** Tab-separated values without quoting: a double quote is a plain character, so one line is one record. */
export async function* tsvRecords<T>(reading: Reading, toRow: ToRow<T>): AsyncGenerator<readonly T[]> {
  let line = 0;
  for await (const lines of readLines(reading)) {
    const rows: T[] = [];
    for (const text of lines) {
      line += 1;
      const row = toRow(text.split('\t'), line);
      if (row) rows.push(row);
    }
    yield rows;
  }
}

export const readTsv = (reading: Reading): AsyncGenerator<readonly Row[]> =>
  tsvRecords(reading, tableRows(reading));
