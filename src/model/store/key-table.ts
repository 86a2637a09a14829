import { KEY_BYTES } from './format.ts';

const WORDS = KEY_BYTES / 4;

/**
 * Keys of 16 bytes, numbered in the order in which they come, in about 30 bytes each: open addressing with linear
 * probing over typed arrays. A key that comes again is found under its newest number.
 */
export class KeyTable {
  #words = new Uint32Array(1024 * WORDS);
  /** Number of a key plus one; 0 where there is none. At most half of it is taken. */
  #slots = new Int32Array(2048);
  #length = 0;
  #size = 0;

  /** Keys added, those that came again too. */
  get length(): number {
    return this.#length;
  }

  /** Different keys. */
  get size(): number {
    return this.#size;
  }

  /** Adds keys that stand one after another. */
  addAll(keys: Buffer): void {
    for (let at = 0; at < keys.length; at += KEY_BYTES) this.#add(keys, at);
  }

  #add(bytes: Buffer, at: number): void {
    if (this.#length * WORDS === this.#words.length) this.#grow();
    const number = this.#length++;
    for (let word = 0; word < WORDS; word++) {
      this.#words[number * WORDS + word] = bytes.readUInt32LE(at + 4 * word);
    }
    this.#place(number);
  }

  /** The newest number of the key at byte `at`; -1 when it is not here. */
  find(bytes: Buffer, at: number): number {
    const [a, b] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    const [c, d] = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12)];
    return (this.#slots[this.#slotOf(a, b, c, d)] as number) - 1;
  }

  #place(number: number): void {
    const words = this.#words;
    const at = number * WORDS;
    const slot = this.#slotOf(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
    if (this.#slots[slot] === 0) this.#size++;
    this.#slots[slot] = number + 1;
  }

  /** Where a key is, or would be. Keys are hashes already. */
  #slotOf(a: number, b: number, c: number, d: number): number {
    const words = this.#words;
    const mask = this.#slots.length - 1;
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const at = ((this.#slots[slot] as number) - 1) * WORDS;
      if (at < 0) return slot;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return slot;
    }
  }

  #grow(): void {
    const words = new Uint32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#words = words;
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#size = 0;
    for (let number = 0; number < this.#length; number++) this.#place(number);
  }
}
