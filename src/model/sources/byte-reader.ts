/** Takes a stream of chunks apart into pieces of given lengths. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #limit: number;
  readonly #over: () => Error;
  #taken = 0;
  #rest: Buffer = Buffer.alloc(0);

  /** @param over what is thrown when the stream has more than `limit` bytes. */
  constructor(chunks: AsyncIterable<Buffer>, limit: number, over: () => Error) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#limit = limit;
    this.#over = over;
  }

  /** The next `length` bytes, or all that are left. The length is the caller's to bound. */
  async read(length: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.pieces(length)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** The next `length` bytes in pieces as they come, so that none needs to fit into memory. */
  async *pieces(length: number): AsyncGenerator<Buffer, void, void> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#chunks.next();
        if (done) return;
        this.#rest = value;
        this.#taken += value.length;
        if (this.#taken > this.#limit) throw this.#over();
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      if (piece.length > 0) yield piece;
    }
  }
}
