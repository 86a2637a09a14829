import { FinetuneGateError } from '../../errors.ts';

export const BLOCK = 512;

/** One header of a tar archive (POSIX.1-2001, pax: ustar Interchange Format), with GNU's long names. */
export interface TarHeader {
  readonly name: string;
  /** Bytes that follow, padded to a whole block. */
  readonly size: number;
  readonly kind: 'file' | 'folder' | 'extended' | 'global' | 'long-name';
}

/** What the type flag says; all others are links, devices, or forms that no packer of plain files writes. */
const KINDS: Readonly<Record<string, TarHeader['kind']>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '5': 'folder',
  x: 'extended',
  g: 'global',
  L: 'long-name',
};
const REFUSED: Readonly<Record<string, string>> = {
  '1': 'a link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '6': 'a pipe',
};

/**
 * Reads a block of 512 bytes; null for the zeros that end an archive.
 *
 * @throws FinetuneGateError ARCHIVE_INVALID
 */
export function parseTarHeader(block: Buffer): TarHeader | null {
  if (block.every(byte => byte === 0)) return null;
  // The checksum counts its own field as spaces.
  const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (octal(block.subarray(148, 156)) !== sum) throw archiveInvalid('a header of the archive is damaged');
  const flag = String.fromCharCode(block[156] ?? 0);
  const prefix = block.toString('latin1', 257, 262) === 'ustar' ? text(block.subarray(345, 500)) : '';
  // GNU's own variant keeps times where the standard has the prefix.
  const gnu = block.toString('latin1', 257, 265) === 'ustar  \0';
  const name = text(block.subarray(0, 100));
  const full = prefix !== '' && !gnu ? `${prefix}/${name}` : name;
  const kind = Object.hasOwn(KINDS, flag) ? KINDS[flag] : undefined;
  if (!kind) {
    const what = REFUSED[flag] ?? `an entry of the unknown kind ${JSON.stringify(flag)}`;
    throw archiveInvalid(`${JSON.stringify(full.slice(0, 200))} is ${what}`);
  }
  return { name: full, size: sizeOf(block.subarray(124, 136)), kind };
}

/**
 * The `path` and `size` of a pax record block: lines of `length key=value`.
 *
 * @throws FinetuneGateError ARCHIVE_INVALID
 */
export function parsePax(content: Buffer): { path?: string; size?: number } {
  const found: { path?: string; size?: number } = {};
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = Number(content.toString('latin1', at, Math.max(at, space)));
    const record = content.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (
      space < 0 ||
      !Number.isSafeInteger(length) ||
      length < 5 ||
      at + length > content.length ||
      equals < 1
    ) {
      throw archiveInvalid('an extended header of the archive is damaged');
    }
    const [key, value] = [record.slice(0, equals), record.slice(equals + 1)];
    if (key === 'path') found.path = value;
    if (key === 'size') found.size = safe(Number(value));
    if (key.startsWith('GNU.sparse.')) throw archiveInvalid('the archive holds a sparse file');
    at += length;
  }
  return found;
}

export function archiveInvalid(problem: string, cause?: unknown): FinetuneGateError {
  return new FinetuneGateError('ARCHIVE_INVALID', `The base model cannot be unpacked: ${problem}.`, {
    cause,
  });
}

/** Octal digits, or with the first bit set a binary number (GNU and star, for sizes from 8 GiB). */
function sizeOf(field: Buffer): number {
  if ((field[0] ?? 0) < 0x80) return safe(octal(field));
  return safe(field.subarray(1).reduce((value, byte) => value * 256 + byte, (field[0] ?? 0) & 0x7f));
}

function octal(field: Buffer): number {
  const digits = text(field).trim();
  return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function safe(size: number): number {
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw archiveInvalid('a file of the archive has an impossible size');
}

function text(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}
