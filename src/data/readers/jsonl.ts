import { quote } from '../quote.ts';
import { parseObject } from './json-object.ts';
import { readLines } from './lines.ts';
import type { Reading, Row } from './reader.ts';

/** One JSON object a line; the first one's keys are the columns. Blank lines are passed over. */
export async function* readJsonl(reading: Reading): AsyncGenerator<readonly Row[]> {
  let keys: Keys | undefined;
  let line = 0;
  for await (const lines of readLines(reading)) {
    const rows: Row[] = [];
    for (const text of lines) {
      line += 1;
      const record = text.trim() === '' ? undefined : parseObject(text, line, reading);
      if (!record) continue;
      keys ??= findKeys(record, line, reading);
      const row = toRow(record, keys, line, reading);
      if (row) rows.push(row);
    }
    yield rows;
  }
}

/** The columns' names, in the order of a row. */
interface Keys {
  readonly texts: readonly string[];
  readonly value?: string;
  /** A row need not have these. */
  readonly slices?: readonly string[];
}

function findKeys(record: object, line: number, reading: Reading): Keys {
  const names = Object.keys(record);
  const { texts, value, slices } = reading.resolve(names, line);
  return {
    texts: texts.map(i => names[i]!),
    ...(value !== undefined && { value: names[value]! }),
    ...(slices && { slices: slices.map(i => names[i]!) }),
  };
}

function toRow(
  record: Record<string, unknown>,
  { texts, value, slices }: Keys,
  line: number,
  reading: Reading,
): Row | undefined {
  for (const key of value === undefined ? texts : [...texts, value]) {
    if (Object.hasOwn(record, key)) continue;
    reading.fault('DATA_COLUMN_MISSING', line, `the object has no ${quote(key)}`);
    return undefined;
  }
  const text = (key: string): unknown => wellFormed(record[key], line, reading);
  const row = { line, texts: texts.map(text), value: value === undefined ? undefined : record[value] };
  if (!slices) return row;
  return { ...row, slices: slices.map(key => (Object.hasOwn(record, key) ? text(key) : undefined)) };
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** JSON can escape half of a surrogate pair, which no UTF-8 can hold: read as U+FFFD and reported likewise. */
function wellFormed(value: unknown, line: number, reading: Reading): unknown {
  if (typeof value !== 'string' || !LONE_SURROGATE.test(value)) return value;
  reading.invalidUtf8(line);
  return Buffer.from(value, 'utf8').toString('utf8');
}
