import { FinetuneGateError } from '../errors.ts';

/** A key's place in the configuration: names of keys, indices of lists. */
export type KeyPath = readonly (string | number)[];

/** One thing wrong with the configuration; lines and columns count from 1. */
export interface Fault {
  readonly line: number;
  readonly column: number;
  readonly path: KeyPath;
  /** The value as written, on one line. */
  readonly value?: string;
  /** What is wrong or was expected, and the nearest name where there is one. */
  readonly message: string;
}

/** Beyond this many the rest is counted: a file with more is not a configuration. */
export const MOST_SHOWN = 100;

/** `train.epochs`, `gate[0]`; the empty path is the whole file. */
export function formatPath(path: KeyPath): string {
  return path.reduce<string>((shown, part) => {
    if (typeof part === 'number') return `${shown}[${part}]`;
    const name = /^[\w-]+$/.test(part) ? part : printable(JSON.stringify(part));
    return shown === '' ? name : `${shown}.${name}`;
  }, '');
}

/** On one line, short, with control characters spelled out. */
export function printable(text: string, longest = 80): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, character => {
    const code = character.codePointAt(0)!.toString(16);
    return character === '\n' ? '\\n' : character === '\t' ? '\\t' : `\\u{${code}}`;
  });
  const characters = [...plain];
  return characters.length <= longest ? plain : `${characters.slice(0, longest - 1).join('')}…`;
}

/** The fault without its place. */
function describe(fault: Fault): string {
  const key = formatPath(fault.path);
  const value = fault.value === undefined ? '' : `: ${fault.value}`;
  // Other rooms' messages may quote the value too.
  const message = printable(fault.message, 1000);
  return key === '' ? message : `${key}${value} – ${message}`;
}

/** All faults as one error, in the order of the file; its place is the first. */
export function faultsError(
  code: 'CONFIG_SYNTAX' | 'CONFIG_INVALID',
  file: string,
  faults: readonly Fault[],
): FinetuneGateError {
  const sorted = faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const lines = sorted
    .slice(0, MOST_SHOWN)
    .map(fault => `${file}:${fault.line}:${fault.column}  ${describe(fault)}`);
  const rest = sorted.length - lines.length;
  const { line, column } = sorted[0]!;
  const first = describe(sorted[0]!);
  return new FinetuneGateError(
    code,
    rest + lines.length === 1 ? first : `${sorted.length} faults; the first: ${first}`,
    {
      place: { file, line, column },
      details: rest > 0 ? [...lines, `${file}: … and ${rest} more`] : lines,
    },
  );
}
