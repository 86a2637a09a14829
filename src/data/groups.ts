/** Groups of numbers that were joined, directly or over others: the connected components of a graph. */
export class Groups {
  readonly #parent: Int32Array;

  constructor(size: number) {
    this.#parent = Int32Array.from({ length: size }, (_, i) => i);
  }

  /** The lowest number of the group. */
  of(start: number): number {
    const parent = this.#parent;
    let at = start;
    // Halving the path on the way keeps the trees flat (Tarjan and van Leeuwen, 1984).
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  }

  join(a: number, b: number): void {
    const [x, y] = [this.of(a), this.of(b)];
    this.#parent[Math.max(x, y)] = Math.min(x, y);
  }

  /** Groups of two and more, each ascending, in the order of their lowest numbers. */
  joined(): number[][] {
    const groups = new Map<number, number[]>();
    for (let i = 0; i < this.#parent.length; i++) {
      const group = groups.get(this.of(i));
      if (group) group.push(i);
      else groups.set(i, [i]);
    }
    return [...groups.values()].filter(group => group.length > 1);
  }
}
