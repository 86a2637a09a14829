import type { ErrorCode } from './error-codes.ts';
import { FinetuneGateError, type Place } from './errors.ts';

/** The plain form that crosses a process boundary. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly place?: Place;
  readonly remedy: string;
  readonly details: readonly string[];
}

export function toRecord(error: FinetuneGateError): ErrorRecord {
  const { code, message, place, remedy, details } = error;
  return { code, message, remedy, details, ...(place && { place }) };
}

export function fromRecord(record: ErrorRecord): FinetuneGateError {
  return new FinetuneGateError(record.code, record.message, record);
}

/** `file:line:column: message`, the form that editors and terminals link. */
export function formatPlace(place: Place | undefined): string {
  if (!place) return '';
  return [place.file, place.line, place.column].filter(part => part !== undefined).join(':');
}
