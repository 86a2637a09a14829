import { readLines } from './lines.ts';
import type { Reading, Row } from './reader.ts';
import { tableRows } from './table.ts';

/** Tab-separated values without quoting: a double quote is a plain character, so one line is one record. */
export async function* readTsv(reading: Reading): AsyncGenerator<readonly Row[]> {
  const toRow = tableRows(reading);
  let line = 0;
  for await (const lines of readLines(reading)) {
    const rows: Row[] = [];
    for (const text of lines) {
      line += 1;
      const row = toRow(text.split('\t'), line);
      if (row) rows.push(row);
    }
    yield rows;
  }
}
