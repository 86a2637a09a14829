import { keyOf } from './normalise.ts';
import type { DataChange, Pair, Splits } from './pair.ts';

type Change = DataChange['bySplit']['train'];

/**
 * How the pairs changed from `base` to `head`, by split. Pairs are told apart by their normalised texts, in either order;
 * a pair that stands several times counts as often. A pair whose label changed is relabelled, neither added nor removed.
 */
export function diffData(base: Splits, head: Splits): DataChange {
  const bySplit = {
    train: diffSplit(base.train, head.train),
    validation: diffSplit(base.validation, head.validation),
    test: diffSplit(base.test, head.test),
  };
  const sum = (count: (change: Change) => number): number =>
    Object.values(bySplit).reduce((total, change) => total + count(change), 0);
  return {
    added: sum(change => change.added),
    removed: sum(change => change.removed),
    relabelled: sum(change => change.relabelled),
    bySplit,
  };
}

function diffSplit(base: readonly Pair[], head: readonly Pair[]): Change {
  // For each pair, how many more rows of label 0 and of label 1 head has than base.
  const surplus = new Map<string, [zero: number, one: number]>();
  const count = (pairs: readonly Pair[], step: 1 | -1): void => {
    for (const pair of pairs) {
      const key = keyOf(pair);
      const counts = surplus.get(key) ?? [0, 0];
      surplus.set(key, counts);
      counts[pair.label] += step;
    }
  };
  count(base, -1);
  count(head, 1);
  let added = 0;
  let removed = 0;
  let relabelled = 0;
  for (const [zero, one] of surplus.values()) {
    const more = Math.max(zero, 0) + Math.max(one, 0);
    const fewer = Math.max(-zero, 0) + Math.max(-one, 0);
    const changed = Math.min(more, fewer);
    added += more - changed;
    removed += fewer - changed;
    relabelled += changed;
  }
  return { added, removed, relabelled };
}
