import type { ErrorCode } from '../error-codes.ts';
import { formatPlace } from '../error-record.ts';
import { FinetuneGateError, type Place } from '../errors.ts';

/** What can be wrong in a file, the most fundamental first: it names the error when there are several. */
const KINDS = {
  DATA_LFS_POINTER: ['Git LFS pointer in place of a file', 'Git LFS pointers in place of files'],
  DATA_SYNTAX: ['malformed row or file', 'malformed rows or files'],
  DATA_COLUMN_MISSING: ['missing column', 'missing columns'],
  DATA_LABEL_INVALID: ['label that is not 0 or 1', 'labels that are not 0 or 1'],
  DATA_SCORE_INVALID: ['score that is not from 0 to 1', 'scores that are not from 0 to 1'],
  DATA_TEXT_EMPTY: ['empty text', 'empty texts'],
  DATA_ID_INVALID: ['id that is given twice or names nothing', 'ids that are given twice or name nothing'],
} as const satisfies Partial<Record<ErrorCode, readonly [one: string, many: string]>>;

export type FaultCode = keyof typeof KINDS;

const SHOWN = 10;

interface Fault {
  readonly place: Place;
  readonly message: string;
}

/** Gathers the faults in all files of a split, so that they are reported at once; keeps the first ten of each kind. */
export class Faults {
  private readonly found = new Map<FaultCode, { total: number; readonly first: Fault[] }>();

  add(code: FaultCode, place: Place, message: string): void {
    const kind = this.found.get(code) ?? { total: 0, first: [] };
    this.found.set(code, kind);
    kind.total += 1;
    if (kind.first.length < SHOWN) kind.first.push({ place, message });
  }

  /** Adds what a reader threw about a file; anything but a fault of the file is thrown on. */
  addThrown(thrown: unknown, file: string): void {
    if (!(thrown instanceof FinetuneGateError) || !isFaultCode(thrown.code)) throw thrown;
    this.add(thrown.code, thrown.place ?? { file }, thrown.message);
  }

  /** Throws one error for all of `what`: its code is the most fundamental kind, its details list every kind. */
  throwIfAny(what: string): void {
    const codes = (Object.keys(KINDS) as FaultCode[]).filter(code => this.found.has(code));
    const leading = codes[0];
    if (leading === undefined) return;
    const { total, first } = this.found.get(leading)!;
    const details = first.map(describe);
    if (total > first.length) details.push(`… and ${total - first.length} more, ${total} in all`);
    for (const code of codes.slice(1)) {
      const other = this.found.get(code)!;
      details.push(`also ${count(code, other.total)} (${code}), first at ${describe(other.first[0]!)}`);
    }
    throw new FinetuneGateError(leading, `The ${what} data has ${count(leading, total)}.`, {
      place: first[0]!.place,
      details,
    });
  }
}

const isFaultCode = (code: ErrorCode): code is FaultCode => code in KINDS;

const count = (code: FaultCode, total: number): string => `${total} ${KINDS[code][total === 1 ? 0 : 1]}`;

const describe = ({ place, message }: Fault): string => `${formatPlace(place)}: ${message}`;
