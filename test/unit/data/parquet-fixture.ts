import { gzipSync } from 'node:zlib';

type Value = string | Uint8Array | boolean | number | bigint | null;

/** A flat column; it is optional when a value is null. Strings may be bytes, to be invalid UTF-8. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: 'boolean' | 'int32' | 'int64' | 'double' | 'string';
  readonly values: readonly Value[];
}

const TYPES = { boolean: 0, int32: 1, int64: 2, double: 5, string: 6 } as const;
const UTF8 = 0;

/** The number of the one compression that is really done; 0 is none. */
export const GZIP = 2;

/**
 * A Parquet file with plain encoding, one page a column chunk, for tests: written after the format's specification
 * (parquet.thrift and Thrift's compact protocol). `claim` and `codec` let the footer lie
 * about the rows of each group and about the compression.
 */
export function parquetFile(
  columns: readonly ParquetColumn[],
  { rowsPerGroup = Number.POSITIVE_INFINITY, codec = 0, claim = 0 } = {},
): Buffer {
  const rows = columns[0]!.values.length;
  const parts: Buffer[] = [Buffer.from('PAR1')];
  let offset = 4;
  const groups: Buffer[] = [];
  for (let start = 0; start < rows; start += rowsPerGroup) {
    const count = Math.min(rowsPerGroup, rows - start);
    const chunks = columns.map(column => {
      const values = column.values.slice(start, start + count);
      const data = pageData(column, values);
      const body = codec === GZIP ? gzipSync(data) : data;
      const page = Buffer.concat([pageHeader(values.length, data.length, body.length), body]);
      const chunk = struct({
        2: long(offset),
        3: struct({
          1: int(TYPES[column.type]),
          2: list(INT, [int(0), int(3)]),
          3: list(BINARY, [binary(column.name)]),
          4: int(codec),
          5: long(values.length),
          6: long(data.length),
          7: long(page.length),
          9: long(offset),
        }),
      });
      parts.push(page);
      offset += page.length;
      return chunk;
    });
    groups.push(struct({ 1: list(STRUCT, chunks), 2: long(offset), 3: long(count + claim) }).bytes);
  }
  const schema = [
    struct({ 4: binary('schema'), 5: int(columns.length) }),
    ...columns.map(column =>
      struct({
        1: int(TYPES[column.type]),
        3: int(isOptional(column) ? 1 : 0),
        4: binary(column.name),
        ...(column.type === 'string' && { 6: int(UTF8) }),
      }),
    ),
  ];
  const rowGroups = groups.map(bytes => ({ type: STRUCT, bytes }));
  const footer = struct({
    1: int(1),
    2: list(STRUCT, schema),
    3: long(rows),
    4: list(STRUCT, rowGroups),
  }).bytes;
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([...parts, footer, length, Buffer.from('PAR1')]);
}

const isOptional = ({ values }: ParquetColumn): boolean => values.includes(null);

function pageHeader(values: number, size: number, compressed: number): Buffer {
  const data = struct({ 1: int(values), 2: int(0), 3: int(3), 4: int(3) });
  return struct({ 1: int(0), 2: int(size), 3: int(compressed), 5: data }).bytes;
}

function pageData(column: ParquetColumn, values: readonly Value[]): Buffer {
  const present = values.filter(value => value !== null);
  const data =
    column.type === 'boolean'
      ? bits(present as boolean[])
      : Buffer.concat(present.map(v => plain(column.type, v)));
  if (!isOptional(column)) return data;
  // Definition levels of one bit: a bit-packed run of whole groups of eight, after its length.
  const packed = bits(values.map(value => value !== null));
  const run = Buffer.concat([varint(BigInt((packed.length << 1) | 1)), packed]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(run.length);
  return Buffer.concat([length, run, data]);
}

function bits(values: readonly boolean[]): Buffer {
  const packed = Buffer.alloc(Math.ceil(values.length / 8));
  for (const [i, value] of values.entries()) if (value) packed[i >> 3]! |= 1 << (i & 7);
  return packed;
}

function plain(type: ParquetColumn['type'], value: Value): Buffer {
  const buffer = Buffer.alloc(type === 'int32' || type === 'string' ? 4 : 8);
  if (type === 'int32') buffer.writeInt32LE(value as number);
  if (type === 'int64') buffer.writeBigInt64LE(value as bigint);
  if (type === 'double') buffer.writeDoubleLE(value as number);
  if (type !== 'string') return buffer;
  const text = Buffer.from(value as string);
  buffer.writeUInt32LE(text.length);
  return Buffer.concat([buffer, text]);
}

interface Thrift {
  readonly type: number;
  readonly bytes: Buffer;
}

const INT = 5;
const LONG = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

function varint(value: bigint): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...out, Number(rest)]);
}

const zigzag = (value: number): Buffer => varint(BigInt(value < 0 ? -2 * value - 1 : 2 * value));
const int = (value: number): Thrift => ({ type: INT, bytes: zigzag(value) });
const long = (value: number): Thrift => ({ type: LONG, bytes: zigzag(value) });

function binary(text: string): Thrift {
  const bytes = Buffer.from(text);
  return { type: BINARY, bytes: Buffer.concat([varint(BigInt(bytes.length)), bytes]) };
}

function list(type: number, items: readonly Thrift[]): Thrift {
  const head =
    items.length < 15
      ? Buffer.from([(items.length << 4) | type])
      : Buffer.from([0xf0 | type, ...varint(BigInt(items.length))]);
  return { type: LIST, bytes: Buffer.concat([head, ...items.map(item => item.bytes)]) };
}

/** Fields by number, ascending, each less than 16 after the one before. */
function struct(fields: Readonly<Record<number, Thrift>>): Thrift {
  let last = 0;
  const parts = Object.entries(fields).flatMap(([id, { type, bytes }]) => {
    const head = Buffer.from([((Number(id) - last) << 4) | type]);
    last = Number(id);
    return [head, bytes];
  });
  return { type: STRUCT, bytes: Buffer.concat([...parts, Buffer.from([0])]) };
}
