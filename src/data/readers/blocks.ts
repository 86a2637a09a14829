import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { FinetuneGateError } from '../../errors.ts';
import type { Reading } from './reader.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CHUNK_BYTES = 1 << 20;

/** A longer line is no text but something else; it also bounds the memory that a file without line breaks takes. */
export const LONGEST_LINE = 16 << 20;

/**
 * A text file as blocks of whole lines, without its byte-order mark. Lines end in LF or CRLF; in a file that starts
 * with CR alone (old Macintosh), CR becomes LF. Lines with bytes that are not UTF-8 are reported.
 */
export async function* readBlocks(reading: Reading): AsyncGenerator<Buffer> {
  let line = 1;
  let rest: Buffer[] = [];
  let macintosh: boolean | undefined;
  for await (let chunk of createReadStream(reading.path, {
    highWaterMark: CHUNK_BYTES,
  }) as AsyncIterable<Buffer>) {
    reading.progress?.(chunk.length);
    if (macintosh === undefined) {
      chunk = withoutMark(chunk, reading);
      macintosh = !chunk.includes(LINE_FEED) && chunk.includes(CARRIAGE_RETURN);
    }
    if (macintosh) replace(chunk, CARRIAGE_RETURN, LINE_FEED);
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    rest.push(chunk.subarray(0, end === 0 ? undefined : end));
    if (end === 0) {
      refuseLongLine(rest, line, reading);
      continue;
    }
    const block = rest.length === 1 ? rest[0]! : Buffer.concat(rest);
    rest = [chunk.subarray(end)];
    line = checkEncoding(block, line, reading);
    yield block;
  }
  const last = Buffer.concat(rest);
  if (last.length === 0) return;
  checkEncoding(last, line, reading);
  yield last;
}

function withoutMark(chunk: Buffer, { shown }: Reading): Buffer {
  if ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff)) {
    throw new FinetuneGateError('DATA_SYNTAX', 'the file is UTF-16; save it as UTF-8', {
      place: { file: shown, line: 1 },
    });
  }
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}

function replace(chunk: Buffer, from: number, to: number): void {
  for (let i = chunk.indexOf(from); i >= 0; i = chunk.indexOf(from, i + 1)) chunk[i] = to;
}

function refuseLongLine(parts: readonly Buffer[], line: number, { shown }: Reading): void {
  if (parts.reduce((sum, part) => sum + part.length, 0) <= LONGEST_LINE) return;
  throw new FinetuneGateError('DATA_SYNTAX', `the line is longer than ${LONGEST_LINE >> 20} MiB`, {
    place: { file: shown, line },
  });
}

/** Reports the block's lines that are not UTF-8, and gives the number of the line after the block. */
function checkEncoding(block: Buffer, line: number, reading: Reading): number {
  const valid = isUtf8(block);
  let start = 0;
  for (let end = block.indexOf(LINE_FEED); end >= 0; end = block.indexOf(LINE_FEED, start)) {
    if (!valid && !isUtf8(block.subarray(start, end))) reading.invalidUtf8(line);
    start = end + 1;
    line += 1;
  }
  if (!valid && !isUtf8(block.subarray(start))) reading.invalidUtf8(line);
  return line;
}
