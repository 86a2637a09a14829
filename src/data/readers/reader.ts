import type { Columns } from '../columns.ts';
import type { FaultCode } from '../faults.ts';

/** One record as it stands in the file, its values not yet checked. */
export interface Row {
  readonly line: number;
  /** As many as the columns have. */
  readonly texts: readonly unknown[];
  /** The label or score; undefined where the columns have none. */
  readonly value: unknown;
  /** Of the columns that rows are taken apart by, where there are any. */
  readonly slices?: readonly unknown[];
}

/** One file being read. */
export interface Reading {
  /** Where the file is. */
  readonly path: string;
  /** How messages name it. */
  readonly shown: string;
  /** Chooses among the names of the file's columns, which stand in this line; DATA_COLUMN_MISSING when it cannot. */
  resolve(names: readonly string[], line: number): Columns;
  /** Reports a fault of one record, which is left out; the rest of the file is still read. */
  fault(code: FaultCode, line: number, message: string): void;
  /** Reports a line with bytes that are not UTF-8; they are read as U+FFFD. */
  invalidUtf8(line: number): void;
  /** Tells how many more bytes were read. */
  progress?(bytes: number): void;
}

/**
 * Reads a file in batches of rows. A fault that makes the rest of the file unreadable is thrown, with its code and
 * place: DATA_SYNTAX or DATA_COLUMN_MISSING.
 */
export type Reader = (reading: Reading) => AsyncGenerator<readonly Row[]>;
