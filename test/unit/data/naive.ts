import { createHash } from 'node:crypto';
import { matchKey } from '../../../src/data/match-key.ts';
import { normaliseText } from '../../../src/data/normalise.ts';
import type { Pair, SplitName } from '../../../src/data/pair.ts';

// What the columns are held against: the same definitions over plain pairs and strings, with no thought of memory. Values
// of fingerprints, splits and subsets stand in reports and records, so they may never change.

type PairSplits = Readonly<Record<SplitName, readonly Pair[]>>;

const NAMES = ['train', 'validation', 'test'] as const;

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export function keyOf({ first, second }: Pair): string {
  return [normaliseText(first), normaliseText(second)].sort().join('\n');
}

const matchOf = (pair: Pair): string => matchKey(keyOf(pair));

export function naiveFingerprint(pairs: readonly Pair[]): string {
  const rows = pairs.map(pair => sha256(`${keyOf(pair)}\n${pair.label}`));
  return `sha256:${sha256(rows.sort().join(''))}`;
}

export function naiveFingerprintSplits(splits: PairSplits): string {
  const lines = NAMES.map(name => `${name} ${naiveFingerprint(splits[name])}\n`);
  return `sha256:${sha256(lines.join(''))}`;
}

export function naiveSubset(pairs: readonly Pair[], count: number, seed: number): Pair[] {
  const ranked = pairs.map(pair => ({
    pair,
    order: [
      sha256(`examples ${seed}\n${keyOf(pair)}`).slice(0, 12),
      keyOf(pair),
      String(pair.label),
      pair.first,
      pair.second,
    ],
  }));
  ranked.sort((a, b) => {
    const at = a.order.findIndex((part, i) => part !== b.order[i]);
    return at < 0 ? 0 : a.order[at]! < b.order[at]! ? -1 : 1;
  });
  const chosen = new Set(ranked.slice(0, count).map(({ pair }) => pair));
  return pairs.filter(pair => chosen.has(pair));
}

/** Pairs in groups that share texts, in the order in which validation asks them. */
export function naiveGroups(pairs: readonly Pair[], seed: number): Pair[][] {
  let groups: { texts: Set<string>; pairs: Pair[] }[] = [];
  for (const pair of pairs) {
    const texts = new Set(matchOf(pair).split('\n'));
    const touching = groups.filter(group => [...texts].some(text => group.texts.has(text)));
    groups = groups.filter(group => !touching.includes(group));
    groups.push({
      texts: new Set([...texts, ...touching.flatMap(group => [...group.texts])]),
      pairs: [...touching.flatMap(group => group.pairs), pair],
    });
  }
  const rank = (group: readonly Pair[]) => sha256(`validation ${seed}\n${group.map(matchOf).sort()[0]}`);
  return groups.map(group => group.pairs).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** Lines of conflicts, duplicates and leakage as `kind split:line`, by comparing everything with everything. */
export function naiveFindings(splits: PairSplits): string[] {
  const all = NAMES.flatMap((split, order) =>
    splits[split].map(pair => ({ split, order, pair, key: matchOf(pair) })),
  );
  const where = (kind: string, at: (typeof all)[number]) => `${kind} ${at.split}:${at.pair.line}`;
  const conflicts = all.filter(a => all.some(b => a.key === b.key && a.pair.label !== b.pair.label));
  const duplicates = all.filter((a, i) =>
    all.slice(0, i).some(b => a.key === b.key && a.split === b.split && a.pair.label === b.pair.label),
  );
  const leaks = all.filter(a => all.some(b => a.key === b.key && b.order < a.order));
  return [
    ...leaks.map(at => where('leakage', at)),
    ...conflicts.map(at => where('conflict', at)),
    ...duplicates.map(at => where('duplicate', at)),
  ];
}
