import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { testPairs } from '../../../src/commands/test-pairs.ts';
import { TextIndex } from '../../../src/commands/text-index.ts';
import { pair, splits } from '../data/files.ts';

const given = splits(
  [pair('a', 'b', 1)],
  [],
  [
    pair('How  do I', 'cancel?', 1, 2, 'one.tsv'),
    pair('x', 'y', 0, 3, 'one.tsv'),
    pair('Cancel?', 'refund', 0, 9, 'two.tsv'),
    pair('refund', 'cancel?', 1, 4, 'one.tsv'),
  ],
);
const index = new TextIndex(given);

it('has the pairs in columns, and who shares texts with whom', () => {
  const { clusters, ...pairs } = testPairs(given.test, index);
  expect(pairs).toMatchObject({
    n: 4,
    first: ['How  do I', 'x', 'Cancel?', 'refund'],
    second: ['cancel?', 'y', 'refund', 'cancel?'],
    labels: Uint8Array.of(1, 0, 0, 1),
    slices: {},
  });
  expect(Array.from(pairs.file, file => pairs.files[file])).toEqual([
    'one.tsv',
    'one.tsv',
    'two.tsv',
    'one.tsv',
  ]);
  expect([...pairs.line]).toEqual([2, 3, 9, 4]);
  expect('known' in pairs).toBe(false);
  // `Cancel?` and `cancel?` are two texts, and `refund` joins both.
  expect(clusters[0]).toBe(clusters[3]);
  expect(clusters[0]).toBe(clusters[2]);
  expect(clusters[0]).not.toBe(clusters[1]);
});

it('names a pair and its label by 64 bits of a hash, whatever the order, case and white space', () => {
  const digest = createHash('sha256').update('cancel?\nhow do i\n1').digest().subarray(0, 8);
  const key = Buffer.from(testPairs(given.test, index).keys[0]!, 'base64url');
  // Eleven characters hold two bits more than eight bytes.
  expect(key.subarray(0, 8)).toEqual(digest);
  const { keys } = testPairs(given.test, index);
  expect(keys.every(one => /^[\w-]{11}$/.test(one))).toBe(true);
  expect(keys[2]).not.toBe(keys[3]);
  const other = splits([], [], [pair('CANCEL?', ' how do  i', 1)]);
  expect(testPairs(other.test, new TextIndex(other)).keys[0]).toBe(keys[0]);
});

it('takes what the base branch says of slices', () => {
  const slices = { source: { values: ['x'], of: Int32Array.of(0, -1, 0, 0) } };
  const known = Uint8Array.of(1, 0, 1, 1);
  expect(testPairs(given.test, index, { known, slices })).toMatchObject({ known, slices });
});
