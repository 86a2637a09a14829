import { hash } from 'node:crypto';
import { componentNumbers } from '../data/components.ts';
import { pairKeyOf } from '../data/example-keys.ts';
import type { PairTable, SplitName } from '../data/pair.ts';
import type { TestPairs } from '../evaluation/types.ts';
import type { ChangeAgainst } from './data-change.ts';
import type { TextIndex } from './text-index.ts';

/** Characters of base64url that hold 64 bits. */
const KEY_LENGTH = 11;

/**
 * The test split as rules, records and reports need it; or another one, which a sweep chooses on.
 *
 * @param against what the base branch knows of these pairs, where there is one that can be read
 */
export function testPairs(
  test: PairTable,
  index: TextIndex,
  against: ChangeAgainst = {},
  split: SplitName = 'test',
): TestPairs {
  const { length: n, texts } = test;
  const [file, line] = [new Int32Array(n), new Int32Array(n)];
  const keys: string[] = [];
  const files = new Map<string, number>();
  for (let pair = 0; pair < n; pair++) {
    const place = test.place(pair);
    if (!files.has(place.file)) files.set(place.file, files.size);
    file[pair] = files.get(place.file)!;
    line[pair] = place.line;
    keys.push(testKey(test, pair));
  }
  const { known, added, slices = test.slices ?? {} } = against;
  const numbered = index.pairs(split);
  return {
    n,
    first: Array.from(test.first, text => texts.text(text)),
    second: Array.from(test.second, text => texts.text(text)),
    labels: Uint8Array.from(test.labels),
    keys,
    clusters: componentNumbers(numbered.first, numbered.second, index.size),
    slices,
    ...(known && { known }),
    ...(added && { added }),
    files: [...files.keys()],
    file,
    line,
  };
}

/** Names a pair and its label: a relabelled pair is another one. */
export function testKey(test: PairTable, pair: number): string {
  return hash('sha256', `${pairKeyOf(test, pair)}\n${test.label(pair)}`, 'base64url').slice(0, KEY_LENGTH);
}
