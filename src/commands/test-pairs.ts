import { hash } from 'node:crypto';
import { components } from '../data/components.ts';
import { pairKeyOf } from '../data/example-keys.ts';
import type { PairTable } from '../data/pair.ts';
import type { TestPairs } from '../evaluation/types.ts';
import type { IndexedPairs, TextIndex } from './text-index.ts';

/** Characters of base64url that hold 64 bits. */
const KEY_LENGTH = 11;

/** The test split as rules, records and reports need it. */
export function testPairs(test: PairTable, index: TextIndex): TestPairs {
  const rows = Array.from({ length: test.length }, (_, pair) => test.pair(pair));
  const files = [...new Set(rows.map(({ file }) => file))];
  return {
    n: test.length,
    first: rows.map(({ first }) => first),
    second: rows.map(({ second }) => second),
    labels: Uint8Array.from(test.labels),
    keys: rows.map((_, pair) => testKey(test, pair)),
    clusters: clustersOf(index.pairs('test'), index.size),
    slices: {},
    files,
    file: Int32Array.from(rows, ({ file }) => files.indexOf(file)),
    line: Int32Array.from(rows, ({ line }) => line),
  };
}

/** Names a pair and its label: a relabelled pair is another one. */
export function testKey(test: PairTable, pair: number): string {
  return hash('sha256', `${pairKeyOf(test, pair)}\n${test.label(pair)}`, 'base64url').slice(0, KEY_LENGTH);
}

function clustersOf({ first, second }: IndexedPairs, texts: number): Int32Array {
  const groups = components(first, second, texts);
  const clusters = new Int32Array(first.length);
  for (let group = 0; group < groups.length; group++)
    for (const pair of groups.members(group)) clusters[pair] = group;
  return clusters;
}
