import { readSync } from 'node:fs';
import type { BlockFormat } from './format.ts';

/** Where a block is, and whose vectors it holds. */
export interface Block {
  readonly start: number;
  readonly end: number;
  readonly rows: number;
  readonly keys: Buffer;
  /** Its two checksums. */
  readonly sums: Buffer;
}

/** Bytes looked through at a time for the next block. */
const WINDOW = 2 ** 20;

/**
 * The blocks between two places of a file, of which only the heads are read. What is torn, foreign or altered is stepped
 * over: a writer that was killed leaves part of a block, and others append after it. A head is believed when its
 * checksum holds and when either the next block or the end follows right after its vectors, or these are whole.
 */
export function* scanBlocks(fd: number, format: BlockFormat, from: number, size: number): Generator<Block> {
  let last: Block | undefined;
  let at = from;
  while (at < size) {
    const block = blockAt(fd, format, at, size);
    if (block) {
      if (last) yield last;
      last = block;
      at = block.end;
      continue;
    }
    // Of a block that was cut off, the rest of its place belongs to whoever appended after it.
    if (last && isWhole(fd, format, last)) yield last;
    else if (last) at = last.start;
    last = undefined;
    at = findMarker(fd, format.marker, at + 1, size);
  }
  if (last) yield last;
}

/** Reads up to `length` bytes; fewer where the file ends. */
export function readBytes(fd: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  let read = 0;
  while (read < length) {
    const count = readSync(fd, bytes, read, length - read, at + read);
    if (count === 0) return bytes.subarray(0, read);
    read += count;
  }
  return bytes;
}

function blockAt(fd: number, format: BlockFormat, start: number, size: number): Block | undefined {
  const head = readBytes(fd, start, Math.min(format.headBytes(format.fullRows), size - start));
  const rows = format.claimedRows(head);
  const end = start + format.bytes(rows);
  if (rows === 0 || end > size) return undefined;
  const keys = format.keysOf(head);
  return keys && { start, end, rows, keys, sums: format.sumsOf(head) };
}

function isWhole(fd: number, format: BlockFormat, { start, end }: Block): boolean {
  return format.open(readBytes(fd, start, end - start)) !== undefined;
}

/** The next place of a marker, or the end. */
function findMarker(fd: number, marker: Buffer, from: number, size: number): number {
  for (let at = from; at < size; at += WINDOW - marker.length + 1) {
    const found = readBytes(fd, at, Math.min(WINDOW, size - at)).indexOf(marker);
    if (found >= 0) return at + found;
  }
  return size;
}
