import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { formatOf } from './file-names.ts';
import { scanBlocks } from './scan.ts';

/**
 * Stands for the texts and vectors of a store, by the checksums of its blocks: neither when they were last used nor what
 * killed writers left is part of it. 32 bytes; undefined when the file's name is not that of a store.
 */
export function storeDigest(file: string): Buffer | undefined {
  const format = formatOf(file);
  if (!format) return undefined;
  const hash = createHash('sha256');
  const fd = openSync(file, 'r');
  try {
    for (const { sums } of scanBlocks(fd, format, 0, fstatSync(fd).size)) hash.update(sums);
  } finally {
    closeSync(fd);
  }
  return hash.digest();
}
