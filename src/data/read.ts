import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { type Columns, resolveColumns, type Wanted } from './columns.ts';
import type { Faults } from './faults.ts';
import { throwIfAborted } from './interrupt.ts';
import { parseLabel, parseScore } from './label.ts';
import type { ExampleFormat } from './pair.ts';
import { quote } from './quote.ts';
import { readCsv } from './readers/csv.ts';
import { readJsonl } from './readers/jsonl.ts';
import { readParquet } from './readers/parquet.ts';
import type { Reader, Reading, Row } from './readers/reader.ts';
import { readTsv } from './readers/tsv.ts';
import type { Example } from './table-builder.ts';
import { cellValue } from './value-column.ts';

const READERS: Readonly<Record<string, Reader>> = {
  '.csv': readCsv,
  '.tsv': readTsv,
  '.jsonl': readJsonl,
  '.parquet': readParquet,
};

/** Where a reading reports what it meets. */
export interface ReadLog {
  /** Faults are gathered here and not thrown: whoever reads asks for them when all files are through. */
  readonly faults: Faults;
  invalidUtf8(file: string, line: number): void;
  progress?(bytes: number): void;
  readonly signal?: AbortSignal | undefined;
}

/** The reader for a file name's extension; DATA_FORMAT when there is none. */
export function readerFor(shown: string): Reader {
  const reader = READERS[extname(shown).toLowerCase()];
  if (reader) return reader;
  throw new FinetuneGateError('DATA_FORMAT', `${quote(shown)} has no extension of a data format.`, {
    place: { file: shown },
  });
}

/**
 * Gives the examples of one file to `add`, in order. `shown` names the file in them and in messages. Rows with a fault are
 * left out and reported to the log, so the examples are worth nothing when the log has faults at the end.
 */
export async function readExamples(
  file: string,
  shown: string,
  wanted: Wanted,
  log: ReadLog,
  add: (example: Example) => void,
): Promise<void> {
  let columns: Columns | undefined;
  const reading: Reading = {
    path: file,
    shown,
    resolve(names, line) {
      columns = resolveColumns(names, wanted, { file: shown, line });
      return columns;
    },
    fault: (code, line, message) => log.faults.add(code, { file: shown, line }, message),
    invalidUtf8: line => log.invalidUtf8(shown, line),
    progress: bytes => log.progress?.(bytes),
  };
  try {
    await refuseLfsPointer(reading);
    for await (const rows of readerFor(shown)(reading)) {
      throwIfAborted(log.signal);
      for (const row of rows) {
        const example = toExample(row, columns!, reading, wanted.slices);
        if (example) add(example);
      }
    }
  } catch (thrown) {
    log.faults.addThrown(asUnreadable(thrown, shown), shown);
  }
}

/** What the file system refuses is the user's to mend, not a fault of this program. */
export function asUnreadable(thrown: unknown, shown: string): unknown {
  if (!(thrown instanceof Error && 'syscall' in thrown)) return thrown;
  return new FinetuneGateError('DATA_NOT_FOUND', `${quote(shown)} cannot be read: ${thrown.message}.`, {
    place: { file: shown },
    cause: thrown,
  });
}

function toExample(
  row: Row,
  { format, roles }: Columns,
  reading: Reading,
  columns: readonly string[] = [],
): Example | undefined {
  const { line } = row;
  const value = parseValue(row, format, reading);
  const texts: string[] = [];
  for (const [i, text] of row.texts.entries()) {
    const checked = checkText(text, roles[i]!, line, reading);
    if (checked !== undefined) texts.push(checked);
  }
  const slices = row.slices?.map((cell, i) => checkSlice(cell, columns[i]!, line, reading));
  if (value === undefined || texts.length < roles.length) return undefined;
  return { format, texts, value, ...(slices && { slices }), file: reading.shown, line };
}

function parseValue({ line, value }: Row, format: ExampleFormat, reading: Reading): number | undefined {
  if (format === 'positive-pair' || format === 'triplet') return 1;
  const parsed = format === 'pair' ? parseLabel(value) : parseScore(value);
  if (parsed !== undefined) return parsed;
  if (format === 'pair') reading.fault('DATA_LABEL_INVALID', line, `the label is ${quote(value)}`);
  else reading.fault('DATA_SCORE_INVALID', line, `the score is ${quote(value)}`);
  return undefined;
}

function checkSlice(cell: unknown, column: string, line: number, reading: Reading): string | undefined {
  const value = cellValue(cell);
  if (value === null) {
    reading.fault('DATA_SYNTAX', line, `the value of column ${quote(column)} is ${quote(cell)}`);
  }
  return value ?? undefined;
}

function checkText(text: unknown, which: string, line: number, reading: Reading): string | undefined {
  if (text === null || text === undefined || (typeof text === 'string' && text.trim() === '')) {
    reading.fault('DATA_TEXT_EMPTY', line, `the ${which} text is ${quote(text)}`);
    return undefined;
  }
  if (typeof text === 'string') return text;
  reading.fault('DATA_SYNTAX', line, `the ${which} text is not a string: ${quote(text)}`);
  return undefined;
}

const POINTER = 'version https://git-lfs.github.com/spec/';

export async function refuseLfsPointer({ path, shown }: Reading): Promise<void> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(POINTER.length), 0, POINTER.length, 0);
    if (buffer.toString('latin1', 0, bytesRead) !== POINTER) return;
  } finally {
    await handle.close();
  }
  throw new FinetuneGateError(
    'DATA_LFS_POINTER',
    'a Git LFS pointer, the data is not here; check out with `lfs: true`',
    {
      place: { file: shown, line: 1 },
    },
  );
}
