import { CsvError, type Parser, parse } from 'csv-parse';
import { FinetuneGateError } from '../../errors.ts';
import { LONGEST_LINE, readBlocks } from './blocks.ts';
import type { Reading, Row } from './reader.ts';
import { type ToRow, tableRows } from './table.ts';

/**
 * Comma-separated values with RFC 4180's quotes; a row's line is the one where its record begins. After a misplaced
 * quote nothing in the file can be trusted, so reading ends there.
 */
export async function* csvRecords<T>(reading: Reading, toRow: ToRow<T>): AsyncGenerator<readonly T[]> {
  let rows: T[] = [];
  let line = 1;
  const parser = parse({
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    max_record_size: LONGEST_LINE,
    // Rows are taken here, as they are parsed: the stream's own queue would lose those before an error.
    on_record(cells: string[]) {
      const row = toRow(cells, line);
      if (row) rows.push(row);
      // csv-parse counts a quoted CRLF twice, so lines are counted here: each record's own end and its quoted breaks.
      line += 1 + lineFeeds(cells);
      return null;
    },
  });
  parser.on('error', () => {}); // Each write's callback has the error too.
  parser.resume();
  try {
    for await (const block of readBlocks(reading)) {
      await settled(done => parser.write(block, done));
      yield rows;
      rows = [];
    }
    await finish(parser);
    yield rows;
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    yield rows;
    throw new FinetuneGateError('DATA_SYNTAX', `${explain(thrown)}; nothing after it was read`, {
      place: { file: reading.shown, line },
      cause: thrown,
    });
  } finally {
    parser.destroy();
  }
}

export const readCsv = (reading: Reading): AsyncGenerator<readonly Row[]> =>
  csvRecords(reading, tableRows(reading));

function settled(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start(error => (error ? reject(error) : resolve())));
}

function finish(parser: Parser): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.once('error', reject);
    parser.once('end', resolve);
    parser.end();
  });
}

function lineFeeds(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let i = cell.indexOf('\n'); i >= 0; i = cell.indexOf('\n', i + 1)) count += 1;
  }
  return count;
}

function explain({ code, message }: CsvError): string {
  switch (code as string) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote that opens in this record is never closed';
    case 'CSV_MAX_RECORD_SIZE':
      return `the record is longer than ${LONGEST_LINE >> 20} MiB; a quote may not be closed`;
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text follows a closing quote; inside quotes, write a quote twice';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside an unquoted field; quote the field and write the quote twice';
    default:
      return message;
  }
}
