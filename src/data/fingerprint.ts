import { createHash, hash } from 'node:crypto';
import { indexKeys, type KeyIndex } from './key-index.ts';
import { keyOf } from './normalise.ts';
import type { Pair, Splits } from './pair.ts';
import { SPLIT_NAMES } from './split-names.ts';

/**
 * Hash of what a set of labelled pairs says, `sha256:…`: SHA-256 over the sorted SHA-256 of each normalised pair with its
 * label. Neither the order of rows or of the texts in a pair, nor file names, case or white space change it; a repeated
 * row does.
 */
export function fingerprint(pairs: readonly Pair[], keys: readonly string[] = pairs.map(keyOf)): string {
  const rows = pairs.map((pair, i) => hash('sha256', `${keys[i]}\n${pair.label}`, 'hex')).sort();
  const sum = createHash('sha256');
  for (const row of rows) sum.update(row);
  return `sha256:${sum.digest('hex')}`;
}

/** The same for all splits together; a pair that moves to another split changes it. */
export function fingerprintSplits(
  splits: Splits,
  { keys }: Pick<KeyIndex, 'keys'> = indexKeys(splits),
): string {
  const lines = SPLIT_NAMES.map(split => `${split} ${fingerprint(splits[split], keys[split])}\n`);
  return `sha256:${hash('sha256', lines.join(''), 'hex')}`;
}
