const FREE = -1;

/** Numbers keys of up to four 32-bit words in the order of first appearance; missing words count as 0. */
export class KeyNumbers {
  /** The words of each key, one key after the other. */
  #words: Int32Array;
  /** Numbers of keys, open addressing with linear probing, at most half full. */
  #slots = new Int32Array(4096).fill(FREE);
  #size = 0;
  readonly #width: number;

  constructor(width: 2 | 4) {
    this.#width = width;
    this.#words = new Int32Array((width * this.#slots.length) / 2);
  }

  /** How many different keys there are. */
  get size(): number {
    return this.#size;
  }

  of(a: number, b: number, c = 0, d = 0): number {
    let slot = this.#slotOf(a, b);
    for (let known = this.#slots[slot]!; known !== FREE; known = this.#slots[slot]!) {
      if (this.#is(known, a, b, c, d)) return known;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    if (2 * (this.#size + 1) > this.#slots.length) {
      this.#grow();
      return this.of(a, b, c, d);
    }
    const at = this.#size * this.#width;
    this.#words[at] = a;
    this.#words[at + 1] = b;
    if (this.#width === 4) {
      this.#words[at + 2] = c;
      this.#words[at + 3] = d;
    }
    this.#slots[slot] = this.#size;
    return this.#size++;
  }

  #is(number: number, a: number, b: number, c: number, d: number): boolean {
    const words = this.#words;
    const at = number * this.#width;
    if (words[at] !== a || words[at + 1] !== b) return false;
    return this.#width === 2 || (words[at + 2] === c && words[at + 3] === d);
  }

  #slotOf(a: number, b: number): number {
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (hash ^ (hash >>> 13)) & (this.#slots.length - 1);
  }

  #grow(): void {
    this.#slots = new Int32Array(2 * this.#slots.length).fill(FREE);
    const words = new Int32Array((this.#width * this.#slots.length) / 2);
    words.set(this.#words.subarray(0, this.#size * this.#width));
    this.#words = words;
    for (let number = 0; number < this.#size; number++) {
      const at = number * this.#width;
      let slot = this.#slotOf(words[at]!, words[at + 1]!);
      while (this.#slots[slot] !== FREE) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = number;
    }
  }
}
