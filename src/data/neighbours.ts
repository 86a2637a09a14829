/** Beyond this many the texts are so alike that being near says nothing: 80 MB. */
const MOST = 10_000_000;

/** Which texts are near each other, by number. Every text is near itself. */
export class Neighbours {
  readonly #size: number;
  readonly #most: number;
  #edges = new Int32Array(1024);
  #count = 0;
  #starts: Int32Array | undefined;
  #near = new Int32Array();

  /**
   * @param size how many texts there are
   * @param most how many may be added
   */
  constructor(size: number, most = MOST) {
    this.#size = size;
    this.#most = most;
  }

  /** Whether there were more than could be kept: what is here then is no answer. */
  get tooMany(): boolean {
    return this.#count > this.#most;
  }

  /** Both ways. */
  add(a: number, b: number): void {
    if (this.tooMany) return;
    if (2 * this.#count + 2 > this.#edges.length) {
      const larger = new Int32Array(2 * this.#edges.length);
      larger.set(this.#edges);
      this.#edges = larger;
    }
    this.#edges[2 * this.#count] = a;
    this.#edges[2 * this.#count + 1] = b;
    this.#count += 1;
    this.#starts = undefined;
  }

  /** The texts near `text`, itself first. */
  of(text: number): Int32Array {
    this.#starts ??= this.#index();
    return this.#near.subarray(this.#starts[text], this.#starts[text + 1]);
  }

  /** Compressed rows: those of text `t` are from `starts[t]` to `starts[t + 1]`. */
  #index(): Int32Array {
    const edges = this.#edges.subarray(0, 2 * this.#count);
    const starts = new Int32Array(this.#size + 1);
    for (let text = 0; text < this.#size; text++) starts[text + 1] = 1;
    for (const text of edges) starts[text + 1]! += 1;
    for (let text = 0; text < this.#size; text++) starts[text + 1]! += starts[text]!;
    this.#near = new Int32Array(starts[this.#size]!);
    const next = starts.slice(0, this.#size);
    for (let text = 0; text < this.#size; text++) this.#near[next[text]!++] = text;
    for (let at = 0; at < edges.length; at += 2) {
      const [a, b] = [edges[at]!, edges[at + 1]!];
      this.#near[next[a]!++] = b;
      this.#near[next[b]!++] = a;
    }
    return starts;
  }
}
