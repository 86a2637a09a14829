import { isUtf8 } from 'node:buffer';
import * as zlib from 'node:zlib';
import {
  asyncBufferFromFile,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from 'hyparquet';
import { FinetuneGateError } from '../../errors.ts';
import type { Columns } from '../columns.ts';
import type { Reading, Row } from './reader.ts';

type File = Awaited<ReturnType<typeof asyncBufferFromFile>>;

/** A text whose bytes are not UTF-8, kept apart until its row, and so its place, is known. */
class InvalidText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const decoder = new TextDecoder();

const parsers = {
  stringFromBytes(bytes: Uint8Array | undefined): string | InvalidText | undefined {
    if (!bytes) return undefined;
    const text = decoder.decode(bytes);
    return isUtf8(bytes) ? text : new InvalidText(text);
  },
};

const zstd = (zlib as { zstdDecompressSync?: typeof zlib.gunzipSync }).zstdDecompressSync;

/** Snappy is hyparquet's own; the others are Node's (Zstandard from Node 22.15). */
const compressors: Compressors = {
  GZIP: (input, length) => zlib.gunzipSync(input, { maxOutputLength: length || 1 }),
  BROTLI: (input, length) => zlib.brotliDecompressSync(input, { maxOutputLength: length || 1 }),
  ...(zstd && { ZSTD: (input, length) => zstd(input, { maxOutputLength: length || 1 }) }),
};

/** Parquet, a row group at a time; the first row is line 1. */
export async function* readParquet(reading: Reading): AsyncGenerator<readonly Row[]> {
  const guard = <T>(line: number, work: Promise<T>) => work.catch(cause => refuse(reading, line, cause));
  const file = await asyncBufferFromFile(reading.path);
  const { metadata, names } = await guard(1, openMetadata(file));
  const columns = reading.resolve(names, 1);
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    const values = await guard(start + 1, readGroup(file, metadata, names, columns, start, end));
    yield Array.from({ length: end - start }, (_, i) => {
      const line = start + i + 1;
      const text = (value: unknown): unknown => {
        if (!(value instanceof InvalidText)) return value;
        reading.invalidUtf8(line);
        return value.text;
      };
      const row = {
        line,
        texts: values.texts.map(column => text(column[i])),
        value: plain(values.value?.[i]),
      };
      if (!values.slices) return row;
      return { ...row, slices: values.slices.map(column => text(column[i])) };
    });
    reading.progress?.(Number(group.total_byte_size));
    start = end;
  }
}

/** The footer, of which nothing can be taken for granted, and the names of its columns. */
async function openMetadata(file: File): Promise<{ metadata: FileMetaData; names: string[] }> {
  if (file.byteLength < 12) throw new Error('the file is too short');
  const metadata = await parquetMetadataAsync(file, { parsers });
  const names = parquetSchema(metadata).children.map(child => child.element.name as unknown);
  if (!names.every(name => typeof name === 'string')) throw new Error('a column has no name');
  if (!Array.isArray(metadata.row_groups)) throw new Error('there are no groups of rows');
  return { metadata, names };
}

/** The columns' values in rows `start` to `end` (exclusive), as many as the group says: it may lie. */
async function readGroup(
  file: File,
  metadata: FileMetaData,
  names: readonly string[],
  { texts, value, slices }: Columns,
  start: number,
  end: number,
): Promise<{ texts: unknown[][]; value: unknown[] | undefined; slices: unknown[][] | undefined }> {
  const values = new Map<string, unknown[]>();
  const wanted = [...texts, ...(value === undefined ? [] : [value]), ...(slices ?? [])];
  for (const i of wanted) values.set(names[i]!, []);
  await parquetRead({
    file,
    metadata,
    columns: [...values.keys()],
    rowStart: start,
    rowEnd: end,
    parsers,
    compressors,
    onChunk({ columnName, columnData }) {
      const column = values.get(columnName);
      for (const value of columnData) column?.push(value);
    },
  });
  for (const [column, { length }] of values) {
    if (length !== end - start)
      throw new Error(`column ${column} has ${length} values in a group of ${end - start} rows`);
  }
  const column = (i: number): unknown[] => values.get(names[i]!)!;
  return {
    texts: texts.map(column),
    value: value === undefined ? undefined : column(value),
    slices: slices?.map(column),
  };
}

const plain = (value: unknown): unknown => (value instanceof InvalidText ? value.text : value);

function refuse({ shown }: Reading, line: number, cause: unknown): never {
  const message = cause instanceof Error ? cause.message : String(cause);
  const reason = /compression codec/.test(message) ? `${message}; write it with Snappy` : message;
  throw new FinetuneGateError('DATA_SYNTAX', `not readable as Parquet: ${reason}`, {
    place: { file: shown, line },
    cause,
  });
}
