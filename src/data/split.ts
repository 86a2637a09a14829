import { FinetuneGateError } from '../errors.ts';
import { components } from './components.ts';
import { hashOrder } from './hash-order.ts';
import { keyOf } from './normalise.ts';
import type { Label, Pair } from './pair.ts';

interface Group {
  readonly members: readonly number[];
  /** Pairs of each label. */
  readonly counts: Readonly<Record<Label, number>>;
}

/**
 * Takes about `fraction` of the pairs out of train for validation such that no text, by its part of `keys`, is on both sides.
 * Whole groups of pairs that share texts are taken, in hash order, so neither the order of rows nor chance decides; both
 * labels are on both sides where the groups allow. Throws DATA_SPLIT_IMPOSSIBLE when no choice of groups comes
 * within a factor of two of the fraction.
 */
export function splitValidation(
  pairs: readonly Pair[],
  fraction: number,
  seed: number,
  keys: readonly string[] = pairs.map(keyOf),
): { train: readonly Pair[]; validation: readonly Pair[] } {
  const groups = groupsInOrder(pairs, keys, seed);
  const target = Math.max(1, Math.round(fraction * pairs.length));
  const selection = new Selection(groups, target, pairs.length);
  if (!selection.fill()) throw impossible(groups, pairs.length, fraction);
  selection.balance();
  const chosen = new Uint8Array(pairs.length);
  for (const group of selection.chosen) for (const i of group.members) chosen[i] = 1;
  return { train: pairs.filter((_, i) => !chosen[i]), validation: pairs.filter((_, i) => chosen[i]) };
}

function groupsInOrder(pairs: readonly Pair[], keys: readonly string[], seed: number): Group[] {
  const groups = components(keys).map(members => {
    const counts = { 0: 0, 1: 0 };
    let name = keys[members[0]!]!;
    for (const i of members) {
      const key = keys[i]!;
      counts[pairs[i]!.label] += 1;
      // The smallest key, not the smallest hash: that would bring large groups first.
      if (key < name) name = key;
    }
    return { members, counts, name };
  });
  const names = groups.map(group => group.name);
  return hashOrder(`validation ${seed}`, names).map(i => groups[i]!);
}

/** The groups taken for validation, and how many pairs of each label they leave on either side. */
class Selection {
  readonly chosen = new Set<Group>();
  private readonly groups: readonly Group[];
  private readonly target: number;
  /** Twice the target, but never all pairs. */
  private readonly limit: number;
  private readonly taken: Record<Label, number> = { 0: 0, 1: 0 };
  private readonly left: Record<Label, number> = { 0: 0, 1: 0 };

  constructor(groups: readonly Group[], target: number, total: number) {
    this.groups = groups;
    this.target = target;
    this.limit = Math.min(2 * target, total - 1);
    for (const { counts } of groups) {
      this.left[0] += counts[0];
      this.left[1] += counts[1];
    }
  }

  /** Takes groups up to the target; false when half of it cannot be reached without twice of it. */
  fill(): boolean {
    for (const group of this.groups) {
      if (this.size + group.members.length <= Math.min(this.target, this.limit)) this.move(group, 1);
    }
    if (this.size >= this.target / 2) return true;
    // Every group left is larger than half the target, so the smallest one settles it.
    const smallest = this.groups
      .filter(group => !this.chosen.has(group))
      .reduce<Group | undefined>((a, b) => (a && a.members.length <= b.members.length ? a : b), undefined);
    if (!smallest || smallest.members.length > this.limit) return false;
    if (this.size + smallest.members.length > this.limit)
      for (const group of this.chosen) this.move(group, -1);
    this.move(smallest, 1);
    return true;
  }

  /** Moves one group more to give a side the label that it lacks, if the size allows and the other side keeps both. */
  balance(): void {
    for (const label of [0, 1] as const) {
      if (this.taken[label] === 0) {
        const wanted = this.groups.find(
          group =>
            !this.chosen.has(group) &&
            group.counts[label] > 0 &&
            this.size + group.members.length <= this.limit &&
            keepsBoth(this.left, group),
        );
        if (wanted) this.move(wanted, 1);
      }
      if (this.left[label] === 0) {
        const spare = this.groups.find(
          group =>
            this.chosen.has(group) &&
            group.counts[label] > 0 &&
            this.size - group.members.length >= this.target / 2 &&
            keepsBoth(this.taken, group),
        );
        if (spare) this.move(spare, -1);
      }
    }
  }

  private get size(): number {
    return this.taken[0] + this.taken[1];
  }

  private move(group: Group, sign: 1 | -1): void {
    if (sign === 1) this.chosen.add(group);
    else this.chosen.delete(group);
    for (const label of [0, 1] as const) {
      this.taken[label] += sign * group.counts[label];
      this.left[label] -= sign * group.counts[label];
    }
  }
}

const keepsBoth = (side: Readonly<Record<Label, number>>, group: Group): boolean =>
  side[0] > group.counts[0] && side[1] > group.counts[1];

function impossible(groups: readonly Group[], total: number, fraction: number): FinetuneGateError {
  const largest = groups.reduce((most, group) => Math.max(most, group.members.length), 0);
  return new FinetuneGateError(
    'DATA_SPLIT_IMPOSSIBLE',
    `No validation split near ${fraction} of train keeps every text on one side: ` +
      `${largest} of ${total} pairs are linked to each other by shared texts.`,
  );
}
