import { indexKeys, type KeyIndex } from './key-index.ts';
import type { Finding, Label, Pair, SplitName, Splits } from './pair.ts';
import { SPLIT_NAMES } from './split-names.ts';

/** Every line whose pair also stands with the other label, in its split or in another one, by `matchKey`. */
export function findConflicts(splits: Splits, index: KeyIndex = indexKeys(splits)): Finding[] {
  const first: Record<Label, (Pair | undefined)[]> = { 0: empty(index), 1: empty(index) };
  for (const [, pair, number] of walk(splits, index)) first[pair.label][number] ??= pair;
  const findings: Finding[] = [];
  for (const [split, pair, number] of walk(splits, index)) {
    const other = first[pair.label === 1 ? 0 : 1][number];
    if (!other) continue;
    const message = `This pair is labelled ${pair.label} here and ${other.label} at ${place(other)}.`;
    findings.push(finding('conflict', split, pair, message));
  }
  return findings;
}

/** Every line that repeats an earlier pair of its split with the same label. */
export function findDuplicates(splits: Splits, index: KeyIndex = indexKeys(splits)): Finding[] {
  return SPLIT_NAMES.flatMap(name => {
    const seen: Record<Label, (Pair | undefined)[]> = { 0: empty(index), 1: empty(index) };
    const findings: Finding[] = [];
    for (const [split, pair, number] of walk(splits, index, [name])) {
      const earlier = seen[pair.label][number];
      if (earlier) findings.push(finding('duplicate', split, pair, `This pair repeats ${place(earlier)}.`));
      else seen[pair.label][number] = pair;
    }
    return findings;
  });
}

/** Every validation line whose pair is in train, and every test line whose pair is in train or in validation. */
export function findLeakage(splits: Splits, index: KeyIndex = indexKeys(splits)): Finding[] {
  const seen: ({ split: SplitName; pair: Pair } | undefined)[] = empty(index);
  const findings: Finding[] = [];
  for (const [split, pair, number] of walk(splits, index)) {
    const leak = seen[number];
    if (!leak) {
      if (split !== 'test') seen[number] = { split, pair };
    } else if (leak.split !== split) {
      const message = `This ${split} pair is also in ${leak.split}, at ${place(leak.pair)}.`;
      findings.push(finding('leakage', split, pair, message));
    }
  }
  return findings;
}

function* walk(
  splits: Splits,
  { numbers }: KeyIndex,
  names: readonly SplitName[] = SPLIT_NAMES,
): Generator<[split: SplitName, pair: Pair, number: number]> {
  for (const split of names) {
    for (const [i, pair] of splits[split].entries()) yield [split, pair, numbers[split][i]!];
  }
}

const empty = ({ size }: KeyIndex): undefined[] => new Array(size).fill(undefined);

const place = ({ file, line }: Pair): string => `${file}:${line}`;

function finding(kind: Finding['kind'], split: SplitName, { file, line }: Pair, message: string): Finding {
  return { kind, split, file, line, message };
}
