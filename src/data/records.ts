import { extname } from 'node:path';
import { FinetuneGateError, type Place } from '../errors.ts';
import { throwIfAborted } from './interrupt.ts';
import type { DataFile } from './paths.ts';
import { quote, quoteAll } from './quote.ts';
import { asUnreadable, type ReadLog, refuseLfsPointer } from './read.ts';
import { csvRecords } from './readers/csv.ts';
import { parseObject } from './readers/json-object.ts';
import { readLines } from './readers/lines.ts';
import type { Reading } from './readers/reader.ts';
import type { ToRow } from './readers/table.ts';
import { tsvRecords } from './readers/tsv.ts';

/** What is looked for in a file: the common names of each column, letters and digits only; some need not be there. */
export type Roles<R extends string> = Readonly<
  Record<R, { readonly names: readonly string[]; readonly optional?: true }>
>;

/** One record: the value of each column that was looked for, not yet checked, and its line. */
export interface DataRecord<R extends string> {
  readonly line: number;
  readonly values: Readonly<Record<R, unknown>>;
}

/**
 * The records of a .csv, .tsv or .jsonl file, with the columns that `roles` names. Malformed records are left out and
 * reported to the log.
 *
 * @throws FinetuneGateError DATA_FORMAT, or whatever the file system or the signal says
 */
export async function* readRecords<R extends string>(
  { path, shown }: DataFile,
  roles: Roles<R>,
  log: ReadLog,
): AsyncGenerator<DataRecord<R>> {
  const part: Pick<Reading, 'path' | 'shown' | 'fault' | 'invalidUtf8'> = {
    path,
    shown,
    fault: (code, line, message) => log.faults.add(code, { file: shown, line }, message),
    invalidUtf8: line => log.invalidUtf8(shown, line),
  };
  const reading = part as Reading;
  try {
    await refuseLfsPointer(reading);
    for await (const records of recordsOf(reading, roles)) {
      throwIfAborted(log.signal);
      yield* records;
    }
  } catch (thrown) {
    log.faults.addThrown(asUnreadable(thrown, shown), shown);
  }
}

function recordsOf<R extends string>(
  reading: Reading,
  roles: Roles<R>,
): AsyncGenerator<readonly DataRecord<R>[]> {
  switch (extname(reading.shown).toLowerCase()) {
    case '.csv':
      return csvRecords(reading, tableRecords(reading, roles));
    case '.tsv':
      return tsvRecords(reading, tableRecords(reading, roles));
    case '.jsonl':
      return jsonlRecords(reading, roles);
    default:
      throw new FinetuneGateError(
        'DATA_FORMAT',
        `${quote(reading.shown)} has no extension of a format for texts with ids.`,
        { place: { file: reading.shown }, remedy: 'Use .csv, .tsv or .jsonl.' },
      );
  }
}

function tableRecords<R extends string>(reading: Reading, roles: Roles<R>): ToRow<DataRecord<R>> {
  let names: readonly string[] | undefined;
  let columns: ReadonlyMap<R, string> | undefined;
  return (cells, line) => {
    if (cells.length === 1 && cells[0] === '') return undefined;
    if (!names || !columns) {
      names = cells.map(name => name.trim());
      columns = findColumns(names, roles, { file: reading.shown, line });
      return undefined;
    }
    if (cells.length !== names.length) {
      reading.fault('DATA_SYNTAX', line, `${cells.length} fields where the header has ${names.length}`);
      return undefined;
    }
    const byName = new Map(names.map((name, i) => [name, cells[i]]));
    return { line, values: valuesOf(columns, name => byName.get(name)) };
  };
}

async function* jsonlRecords<R extends string>(
  reading: Reading,
  roles: Roles<R>,
): AsyncGenerator<readonly DataRecord<R>[]> {
  let columns: ReadonlyMap<R, string> | undefined;
  let line = 0;
  for await (const lines of readLines(reading)) {
    const records: DataRecord<R>[] = [];
    for (const text of lines) {
      line += 1;
      const record = text.trim() === '' ? undefined : parseObject(text, line, reading);
      if (!record) continue;
      columns ??= findColumns(Object.keys(record), roles, { file: reading.shown, line });
      const values = valuesOf(columns, name => (Object.hasOwn(record, name) ? record[name] : undefined));
      records.push({ line, values });
    }
    yield records;
  }
}

/** The column of each role: the first of its names that is there. */
function findColumns<R extends string>(
  names: readonly string[],
  roles: Roles<R>,
  place: Place,
): ReadonlyMap<R, string> {
  const simple = names.map(name => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  const columns = new Map<R, string>();
  for (const [role, { names: known, optional }] of Object.entries(roles) as [R, Roles<R>[R]][]) {
    const found = known.map(name => simple.indexOf(name)).find(i => i >= 0);
    const name = found === undefined ? undefined : names[found]!;
    if (name !== undefined && names.indexOf(name) !== names.lastIndexOf(name)) {
      throw new FinetuneGateError('DATA_COLUMN_MISSING', `more than one column is named ${quote(name)}`, {
        place,
        remedy: 'Give each column a name of its own.',
      });
    }
    if (name !== undefined) columns.set(role, name);
    else if (!optional) {
      const there = names.length > 0 ? `the columns are ${quoteAll(names)}` : 'there are no columns';
      const message = `no column is called ${known.slice(0, 3).join(', ')} or the like (${role}); ${there}`;
      throw new FinetuneGateError('DATA_COLUMN_MISSING', message, { place });
    }
  }
  return columns;
}

function valuesOf<R extends string>(
  columns: ReadonlyMap<R, string>,
  value: (name: string) => unknown,
): Record<R, unknown> {
  return Object.fromEntries([...columns].map(([role, name]) => [role, value(name)])) as Record<R, unknown>;
}
