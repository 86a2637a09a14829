import type { ColumnNames } from '../columns.ts';
import type { FaultCode } from '../faults.ts';

/** One record as it stands in the file, its values not yet checked. */
export interface Row {
  readonly line: number;
  readonly first: unknown;
  readonly second: unknown;
  readonly label: unknown;
}

/** One file being read. */
export interface Reading {
  /** Where the file is. */
  readonly path: string;
  /** How messages name it. */
  readonly shown: string;
  readonly columns: ColumnNames;
  /** Reports a fault of one record, which is left out; the rest of the file is still read. */
  fault(code: FaultCode, line: number, message: string): void;
  /** Reports a line with bytes that are not UTF-8; they are read as U+FFFD. */
  invalidUtf8(line: number): void;
}

/**
 * Reads a file in batches of rows. A fault that makes the rest of the file unreadable is thrown, with its code and
 * place: DATA_SYNTAX or DATA_COLUMN_MISSING.
 */
export type Reader = (reading: Reading) => AsyncGenerator<readonly Row[]>;
