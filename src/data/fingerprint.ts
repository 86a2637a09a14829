import { createHash, hash } from 'node:crypto';
import { exampleKey } from './example-keys.ts';
import type { PairTable, Splits } from './pair.ts';
import { SPLIT_NAMES } from './split-names.ts';

const DIGEST_BYTES = 32;
const ROWS_AT_ONCE = 1024;

/**
 * Hash of what a set of examples says, `sha256:…`: SHA-256 over the sorted SHA-256 of each normalised example with its
 * label or score. Neither the order of rows or of the texts in a pair, nor file names, case or white space change it; a
 * repeated row does.
 */
export function fingerprint(table: PairTable): string {
  const digests = Buffer.alloc(table.examples * DIGEST_BYTES);
  for (let example = 0; example < table.examples; example++) {
    const row = `${exampleKey(table, example)}\n${said(table, example)}`;
    digests.write(hash('sha256', row, 'hex'), example * DIGEST_BYTES, 'hex');
  }
  const order = sortDigests(digests);
  const sum = createHash('sha256');
  const rows = Buffer.alloc(ROWS_AT_ONCE * DIGEST_BYTES);
  for (let start = 0; start < order.length; start += ROWS_AT_ONCE) {
    const some = order.subarray(start, start + ROWS_AT_ONCE);
    for (const [i, row] of some.entries()) {
      digests.copy(rows, i * DIGEST_BYTES, row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES);
    }
    sum.update(rows.toString('hex', 0, some.length * DIGEST_BYTES));
  }
  return `sha256:${sum.digest('hex')}`;
}

/** The same for all splits together; an example that moves to another split changes it. */
export function fingerprintSplits(splits: Splits, test: string = fingerprint(splits.test)): string {
  const lines = SPLIT_NAMES.map(
    split => `${split} ${split === 'test' ? test : fingerprint(splits[split])}\n`,
  );
  return `sha256:${hash('sha256', lines.join(''), 'hex')}`;
}

function said({ width, labels, scores }: PairTable, example: number): string {
  return width > 1 ? 'triplet' : String(scores ? scores[example] : labels[example]);
}

/** Indices of the digests in ascending order: by their first 16 bits at once, then each of those few among themselves. */
function sortDigests(digests: Buffer): Uint32Array {
  const count = digests.length / DIGEST_BYTES;
  const starts = new Uint32Array((1 << 16) + 1);
  const head = (row: number) => digests.readUInt16BE(row * DIGEST_BYTES);
  for (let row = 0; row < count; row++) starts[head(row) + 1]! += 1;
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!;
  const ends = starts.slice();
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[ends[head(row)]!++] = row;
  const compare = (a: number, b: number) =>
    digests.compare(
      digests,
      b * DIGEST_BYTES,
      (b + 1) * DIGEST_BYTES,
      a * DIGEST_BYTES,
      (a + 1) * DIGEST_BYTES,
    );
  for (let i = 1; i < starts.length; i++) {
    if (starts[i]! - starts[i - 1]! > 1) order.subarray(starts[i - 1]!, starts[i]!).sort(compare);
  }
  return order;
}
