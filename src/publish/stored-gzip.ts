import { crc32 } from 'node:zlib';

/** The longest stored block (RFC 1951, 3.2.4). */
const LONGEST = 65_535;

/** No name, no time, no system (RFC 1952, 2.3.1): the header says nothing about whoever packed. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/**
 * A gzip stream of stored blocks, each as long as may be: the same bytes from every version of zlib, since it has no
 * part in them. Weights hardly shrink anyway.
 */
export async function* storedGzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  let sum = 0;
  let length = 0;
  let kept: Uint8Array[] = [];
  let waiting = 0;
  yield HEADER;
  for await (const chunk of chunks) {
    sum = crc32(chunk, sum);
    length += chunk.length;
    kept.push(chunk);
    waiting += chunk.length;
    if (waiting <= LONGEST) continue;
    const bytes = Buffer.concat(kept);
    let at = 0;
    // The last block is known for the last only at the end, so the longest one is kept back.
    for (; bytes.length - at > LONGEST; at += LONGEST) yield* block(bytes.subarray(at, at + LONGEST), false);
    kept = [bytes.subarray(at)];
    waiting = bytes.length - at;
  }
  yield* block(Buffer.concat(kept), true);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(sum >>> 0, 0);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  yield trailer;
}

function* block(bytes: Buffer, last: boolean): Generator<Buffer, void, void> {
  const head = Buffer.alloc(5);
  head[0] = last ? 1 : 0;
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(~bytes.length & 0xffff, 3);
  yield head;
  yield bytes;
}
