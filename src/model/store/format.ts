import { createHash } from 'node:crypto';
import { endianness } from 'node:os';

/** Bytes of a text's key: enough of its SHA-256 that two texts never meet. */
export const KEY_BYTES = 16;
export const STAMP_BYTES = 4;

/** Eight bytes; the digit goes up with the layout, and the last one says how numbers lie on the machine that wrote. */
const MAGIC = `fgvec 1${endianness()[0]}`;

const DIMENSIONS_AT = 24;
const ROWS_AT = 28;
const HEAD_SUM_AT = 32;
const VECTORS_SUM_AT = 64;
const KEYS_AT = 96;

/** Bytes of vectors in a full block: what is read, and checked, for a single text. */
const BLOCK_BYTES = 2 ** 18;
const MOST_ROWS = 4096;

/** A block whose checksums hold. The arrays are views of the bytes that it was read from. */
export interface OpenBlock {
  readonly rows: number;
  /** [rows × KEY_BYTES] */
  readonly keys: Buffer;
  /** When each row was last used, in minutes since 1970. [rows] */
  readonly stamps: Uint32Array;
  /** Row-major [rows, dimensions]. */
  readonly vectors: Float32Array;
}

/**
 * The blocks of one file. A block is self-contained: magic (8 bytes), the file's id (16), dimensions and rows (4 each),
 * SHA-256 over all that and the keys, SHA-256 over that sum and the vectors, keys (16 a row), stamps (4 a row), vectors
 * (4 × dimensions a row). The stamps are under no checksum, since they are written in place: they decide only what is
 * forgotten first.
 */
export class BlockFormat {
  readonly id: Buffer;
  readonly dimensions: number;
  /** Rows of a full block. */
  readonly fullRows: number;
  /** What every block of the file begins with. */
  readonly marker: Buffer;

  /** @param id 16 bytes that stand for everything that decides an embedding beside the text */
  constructor(id: Buffer, dimensions: number) {
    this.id = id;
    this.dimensions = dimensions;
    this.fullRows = Math.max(1, Math.min(MOST_ROWS, Math.floor(BLOCK_BYTES / (4 * dimensions))));
    this.marker = Buffer.concat([Buffer.from(MAGIC, 'latin1'), id]);
  }

  get rowBytes(): number {
    return KEY_BYTES + STAMP_BYTES + 4 * this.dimensions;
  }

  /** Bytes of the part that `rowsOf` needs. */
  headBytes(rows: number): number {
    return KEYS_AT + KEY_BYTES * rows;
  }

  /** Where the stamps begin in a block. */
  stampsAt(rows: number): number {
    return this.headBytes(rows);
  }

  bytes(rows: number): number {
    return KEYS_AT + rows * this.rowBytes;
  }

  /** The rows that a block's first bytes claim to have; 0 when it is no block of this file. */
  claimedRows(bytes: Buffer): number {
    if (bytes.length < KEYS_AT || !bytes.subarray(0, this.marker.length).equals(this.marker)) return 0;
    if (bytes.readUInt32LE(DIMENSIONS_AT) !== this.dimensions) return 0;
    const rows = bytes.readUInt32LE(ROWS_AT);
    return rows <= this.fullRows ? rows : 0;
  }

  /** The keys of a block whose head is whole; undefined when it is not. */
  keysOf(bytes: Buffer): Buffer | undefined {
    const rows = this.claimedRows(bytes);
    if (rows === 0 || bytes.length < this.headBytes(rows)) return undefined;
    const keys = bytes.subarray(KEYS_AT, this.headBytes(rows));
    return headSum(bytes, keys).equals(bytes.subarray(HEAD_SUM_AT, VECTORS_SUM_AT)) ? keys : undefined;
  }

  /** Both checksums of a block, which stand for its keys and vectors. */
  sumsOf(bytes: Buffer): Buffer {
    return bytes.subarray(HEAD_SUM_AT, KEYS_AT);
  }

  /**
   * A whole block; undefined when a single bit of it is not what was written.
   *
   * @param bytes a buffer of its own, so that its floats are aligned
   */
  open(bytes: Buffer): OpenBlock | undefined {
    const keys = this.keysOf(bytes);
    const rows = keys ? keys.length / KEY_BYTES : 0;
    if (!keys || bytes.length !== this.bytes(rows)) return undefined;
    const parts = this.#parts(bytes, rows);
    return vectorsSum(bytes, parts.vectors).equals(bytes.subarray(VECTORS_SUM_AT, KEYS_AT))
      ? { rows, ...parts }
      : undefined;
  }

  /** A new block of `rows` rows, whose parts `fill` writes. */
  write(rows: number, fill: (parts: Omit<OpenBlock, 'rows'>) => void): Buffer {
    const bytes = Buffer.allocUnsafeSlow(this.bytes(rows));
    const parts = this.#parts(bytes, rows);
    fill(parts);
    this.marker.copy(bytes);
    bytes.writeUInt32LE(this.dimensions, DIMENSIONS_AT);
    bytes.writeUInt32LE(rows, ROWS_AT);
    headSum(bytes, parts.keys).copy(bytes, HEAD_SUM_AT);
    vectorsSum(bytes, parts.vectors).copy(bytes, VECTORS_SUM_AT);
    return bytes;
  }

  #parts(bytes: Buffer, rows: number): Omit<OpenBlock, 'rows'> {
    const stampsAt = bytes.byteOffset + this.stampsAt(rows);
    return {
      keys: bytes.subarray(KEYS_AT, this.headBytes(rows)),
      stamps: new Uint32Array(bytes.buffer, stampsAt, rows),
      vectors: new Float32Array(bytes.buffer, stampsAt + STAMP_BYTES * rows, rows * this.dimensions),
    };
  }
}

function headSum(bytes: Buffer, keys: Buffer): Buffer {
  return createHash('sha256').update(bytes.subarray(0, HEAD_SUM_AT)).update(keys).digest();
}

/** Over the head's sum too, so that vectors belong to these keys and to no others. */
function vectorsSum(bytes: Buffer, vectors: Float32Array): Buffer {
  const floats = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
  return createHash('sha256').update(bytes.subarray(HEAD_SUM_AT, VECTORS_SUM_AT)).update(floats).digest();
}
