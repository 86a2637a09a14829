import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import type { ColumnNames } from './columns.ts';
import type { Faults } from './faults.ts';
import { throwIfAborted } from './interrupt.ts';
import { parseLabel } from './label.ts';
import type { Pair } from './pair.ts';
import { quote } from './quote.ts';
import { readCsv } from './readers/csv.ts';
import { readJsonl } from './readers/jsonl.ts';
import { readParquet } from './readers/parquet.ts';
import type { Reader, Reading, Row } from './readers/reader.ts';
import { readTsv } from './readers/tsv.ts';

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
 * The pairs of one file, in order. `shown` names the file in pairs and messages. Rows with a fault are left out and
 * reported to the log, so the pairs are worth nothing when the log has faults at the end.
 */
export async function* readPairs(
  file: string,
  shown: string,
  columns: ColumnNames,
  log: ReadLog,
): AsyncGenerator<Pair> {
  const reading: Reading = {
    path: file,
    shown,
    columns,
    fault: (code, line, message) => log.faults.add(code, { file: shown, line }, message),
    invalidUtf8: line => log.invalidUtf8(shown, line),
  };
  try {
    await refuseLfsPointer(reading);
    for await (const rows of readerFor(shown)(reading)) {
      throwIfAborted(log.signal);
      for (const row of rows) {
        const pair = toPair(row, reading);
        if (pair) yield pair;
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

function toPair({ line, first, second, label }: Row, reading: Reading): Pair | undefined {
  const value = parseLabel(label);
  if (value === undefined) reading.fault('DATA_LABEL_INVALID', line, `the label is ${quote(label)}`);
  const texts = {
    first: checkText(first, 'first', line, reading),
    second: checkText(second, 'second', line, reading),
  };
  if (value === undefined || texts.first === undefined || texts.second === undefined) return undefined;
  return { first: texts.first, second: texts.second, label: value, file: reading.shown, line };
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
