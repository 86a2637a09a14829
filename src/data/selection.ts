import type { Label } from './pair.ts';

/** Groups of examples in the order in which they are asked, by their sizes. Shape [groups] each. */
export interface GroupSizes {
  readonly examples: Int32Array;
  /** Pairs of each label. */
  readonly labels: Readonly<Record<Label, Int32Array>>;
}

/** The groups taken for validation, and how many pairs of each label they leave on either side. */
export class Selection {
  /** 1 where a group is taken. Shape [groups]. */
  readonly chosen: Uint8Array;
  readonly #groups: GroupSizes;
  /** Examples to take. */
  readonly #target: number;
  /** Twice the target, but never all examples. */
  readonly #limit: number;
  #size = 0;
  readonly #taken: Record<Label, number> = { 0: 0, 1: 0 };
  readonly #left: Record<Label, number>;

  constructor(groups: GroupSizes, target: number) {
    this.chosen = new Uint8Array(groups.examples.length);
    this.#groups = groups;
    this.#target = target;
    this.#limit = Math.min(2 * target, sum(groups.examples) - 1);
    this.#left = { 0: sum(groups.labels[0]), 1: sum(groups.labels[1]) };
  }

  /** Takes groups up to the target; false when half of it cannot be reached without twice of it. */
  fill(): boolean {
    const { examples } = this.#groups;
    for (const [group, size] of examples.entries()) {
      if (this.#size + size <= Math.min(this.#target, this.#limit)) this.#move(group, 1);
    }
    if (this.#size >= this.#target / 2) return true;
    // Every group left is larger than half the target, so the smallest one settles it.
    let smallest = -1;
    for (const [group, size] of examples.entries()) {
      if (!this.chosen[group] && (smallest < 0 || size < examples[smallest]!)) smallest = group;
    }
    if (smallest < 0 || examples[smallest]! > this.#limit) return false;
    if (this.#size + examples[smallest]! > this.#limit) {
      for (const [group, taken] of this.chosen.entries()) if (taken) this.#move(group, -1);
    }
    this.#move(smallest, 1);
    return true;
  }

  /** Moves one group more to give a side the label that it lacks, if the size allows and the other side keeps both. */
  balance(): void {
    const { examples, labels } = this.#groups;
    for (const label of [0, 1] as const) {
      if (this.#taken[label] === 0) {
        const wanted = examples.findIndex(
          (size, group) =>
            !this.chosen[group] &&
            labels[label][group]! > 0 &&
            this.#size + size <= this.#limit &&
            this.#keepsBoth(this.#left, group),
        );
        if (wanted >= 0) this.#move(wanted, 1);
      }
      if (this.#left[label] === 0) {
        const spare = examples.findIndex(
          (size, group) =>
            this.chosen[group] === 1 &&
            labels[label][group]! > 0 &&
            this.#size - size >= this.#target / 2 &&
            this.#keepsBoth(this.#taken, group),
        );
        if (spare >= 0) this.#move(spare, -1);
      }
    }
  }

  #keepsBoth(side: Readonly<Record<Label, number>>, group: number): boolean {
    const { labels } = this.#groups;
    return side[0] > labels[0][group]! && side[1] > labels[1][group]!;
  }

  #move(group: number, sign: 1 | -1): void {
    this.chosen[group] = sign === 1 ? 1 : 0;
    this.#size += sign * this.#groups.examples[group]!;
    for (const label of [0, 1] as const) {
      const pairs = sign * this.#groups.labels[label][group]!;
      this.#taken[label] += pairs;
      this.#left[label] -= pairs;
    }
  }
}

const sum = (counts: Int32Array): number => counts.reduce((total, count) => total + count, 0);
