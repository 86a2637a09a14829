type Numbers = Uint8Array | Int32Array | Uint32Array | Float32Array;

/** A typed array that grows as numbers are appended. */
export class Growing<A extends Numbers> {
  #values: A;
  #length = 0;
  readonly #allocate: (length: number) => A;

  constructor(allocate: (length: number) => A) {
    this.#allocate = allocate;
    this.#values = allocate(1024);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length++] = value;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  /** What was appended so far, with no room left over. */
  toArray(): A {
    return this.#values.slice(0, this.#length) as A;
  }

  #grow(): void {
    const larger = this.#allocate(2 * this.#values.length);
    larger.set(this.#values);
    this.#values = larger;
  }
}

export const growingInt32 = (): Growing<Int32Array> => new Growing(length => new Int32Array(length));
export const growingUint32 = (): Growing<Uint32Array> => new Growing(length => new Uint32Array(length));
export const growingFloat32 = (): Growing<Float32Array> => new Growing(length => new Float32Array(length));
