import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

/** Where in the user's files a fault is; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ErrorOptions {
  readonly place?: Place;
  /** Overrides the remedy of the code. */
  readonly remedy?: string;
  /** Further lines, e.g. the first ten places of a fault; untrusted text must be escaped by whoever shows it. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
}

/** The one error class: a code, the place and the remedy. Every expected failure of the program is one of these. */
export class FinetuneGateError extends Error {
  override readonly name = 'FinetuneGateError';
  readonly code: ErrorCode;
  readonly place: Place | undefined;
  readonly remedy: string;
  readonly details: readonly string[];

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.place = options.place;
    this.remedy = options.remedy ?? ERROR_CODES[code].remedy;
    this.details = options.details ?? [];
  }

  get exitCode(): 2 | 3 | 4 {
    return ERROR_CODES[this.code].exit;
  }
}

/** Any thrown value as a `FinetuneGateError`; what is not one becomes `INTERNAL` with the original as its cause. */
export function toError(thrown: unknown): FinetuneGateError {
  if (thrown instanceof FinetuneGateError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new FinetuneGateError('INTERNAL', message, { cause: thrown });
}
