import { closeSync, fsyncSync, writeSync } from 'node:fs';
import { type BlockFormat, KEY_BYTES, type OpenBlock } from './format.ts';

/** Gathers rows into full blocks. */
export class RowWriter {
  readonly #fd: number;
  readonly #format: BlockFormat;
  readonly #keys: Buffer;
  readonly #stamps: Uint32Array;
  readonly #vectors: Float32Array;
  #rows = 0;
  /** Bytes written. */
  written = 0;

  constructor(fd: number, format: BlockFormat) {
    const { fullRows, dimensions } = format;
    this.#fd = fd;
    this.#format = format;
    this.#keys = Buffer.alloc(fullRows * KEY_BYTES);
    this.#stamps = new Uint32Array(fullRows);
    this.#vectors = new Float32Array(fullRows * dimensions);
  }

  add({ keys, stamps, vectors }: OpenBlock, row: number): void {
    const { dimensions, fullRows } = this.#format;
    keys.copy(this.#keys, this.#rows * KEY_BYTES, row * KEY_BYTES, (row + 1) * KEY_BYTES);
    this.#stamps[this.#rows] = stamps[row]!;
    this.#vectors.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), this.#rows * dimensions);
    if (++this.#rows === fullRows) this.#flush();
  }

  /** Has the system write everything down, so that the name never stands for less. */
  end(): void {
    if (this.#rows > 0) this.#flush();
    fsyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #flush(): void {
    const rows = this.#rows;
    const block = this.#format.write(rows, parts => {
      this.#keys.copy(parts.keys, 0, 0, rows * KEY_BYTES);
      parts.stamps.set(this.#stamps.subarray(0, rows));
      parts.vectors.set(this.#vectors.subarray(0, rows * this.#format.dimensions));
    });
    if (writeSync(this.#fd, block) < block.length) throw new Error('the disk is full');
    this.written += block.length;
    this.#rows = 0;
  }
}
