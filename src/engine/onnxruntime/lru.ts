/** A cache of things that must be released, which keeps the `capacity` last used ones. */
export class Lru<T extends { dispose(): void }> {
  readonly #capacity: number;
  readonly #kept = new Map<string, T>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** The thing under `key`, made when it is not there. */
  get(key: string, make: () => T): T {
    const found = this.#kept.get(key) ?? make();
    // Set again: a map keeps the order of insertion, so the first is the one unused for longest.
    this.#kept.delete(key);
    this.#kept.set(key, found);
    if (this.#kept.size > this.#capacity) {
      const [oldest, thing] = this.#kept.entries().next().value!;
      this.#kept.delete(oldest);
      thing.dispose();
    }
    return found;
  }

  clear(): void {
    for (const thing of this.#kept.values()) thing.dispose();
    this.#kept.clear();
  }
}
