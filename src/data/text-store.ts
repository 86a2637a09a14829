import { randomBytes } from 'node:crypto';
import { growingUint32 } from './growing.ts';

const CHUNK_BYTES = 1 << 24;
const FREE = -1;

/**
 * Every different text once, numbered in the order of first appearance and compared exactly, not normalised. Texts are
 * kept as UTF-8 outside of JavaScript's heap: a million of them cost their bytes and 20 more each. A text must
 * be well-formed; half a surrogate pair would come back as U+FFFD.
 */
export class TextStore {
  readonly #chunks: Buffer[] = [];
  #used = 0;
  readonly #chunk = growingUint32();
  readonly #start = growingUint32();
  readonly #bytes = growingUint32();
  /** Numbers of texts, open addressing with linear probing, at most half full. */
  #slots = new Int32Array(4096).fill(FREE);
  /** No file can be written so that its texts collide. */
  readonly #seed = randomBytes(4).readInt32LE();

  /** How many texts there are. */
  get size(): number {
    return this.#start.length;
  }

  /** The number of a text, which is new when it equals `size` before the call. */
  add(text: string): number {
    const chunk = this.#reserve(text);
    const start = this.#used;
    const bytes = chunk.write(text, start);
    let slot = this.#slotOf(chunk, start, bytes);
    for (let known = this.#slots[slot]!; known !== FREE; known = this.#slots[slot]!) {
      if (this.#equals(known, chunk, start, bytes)) return known;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    const number = this.size;
    this.#slots[slot] = number;
    this.#chunk.push(this.#chunks.length - 1);
    this.#start.push(start);
    this.#bytes.push(bytes);
    this.#used = start + bytes;
    if (2 * this.size > this.#slots.length) this.#rehash();
    return number;
  }

  text(number: number): string {
    const start = this.#start.at(number);
    return this.#chunks[this.#chunk.at(number)]!.toString('utf8', start, start + this.#bytes.at(number));
  }

  /** The last chunk, with room for a text. */
  #reserve(text: string): Buffer {
    const last = this.#chunks.at(-1);
    // No UTF-16 unit takes more than three bytes; counting them exactly takes longer than writing them.
    if (last && last.length - this.#used >= 3 * text.length) return last;
    const chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, 3 * text.length));
    this.#chunks.push(chunk);
    this.#used = 0;
    return chunk;
  }

  #equals(number: number, chunk: Buffer, start: number, bytes: number): boolean {
    if (this.#bytes.at(number) !== bytes) return false;
    const other = this.#start.at(number);
    return (
      chunk.compare(this.#chunks[this.#chunk.at(number)]!, other, other + bytes, start, start + bytes) === 0
    );
  }

  /** Where the search for a text starts: by FNV-1a (Fowler, Noll and Vo), its bits mixed at the end. */
  #slotOf(chunk: Buffer, start: number, bytes: number): number {
    let hash = this.#seed;
    for (let i = start; i < start + bytes; i++) hash = Math.imul(hash ^ chunk[i]!, 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (hash ^ (hash >>> 13)) & (this.#slots.length - 1);
  }

  #rehash(): void {
    this.#slots = new Int32Array(2 * this.#slots.length).fill(FREE);
    for (let number = 0; number < this.size; number++) {
      const chunk = this.#chunks[this.#chunk.at(number)]!;
      let slot = this.#slotOf(chunk, this.#start.at(number), this.#bytes.at(number));
      while (this.#slots[slot] !== FREE) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = number;
    }
  }
}
