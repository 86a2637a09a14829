import { createHash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { storeDigest } from '../model/store/digest.ts';
import { CHECKPOINTS } from './checkpoint-folder.ts';

/** Bytes at the end of a file of another kind that are looked at. */
const TAIL_BYTES = 2 ** 16;

/**
 * Stands for what a cache folder holds, without reading gigabytes: of embeddings the checksums in their files, of any
 * other file the name, the size and the end. SHA-256 in hex; that of nothing when the folder holds nothing. Checkpoints
 * are no part of it: they come and go with each run.
 */
export async function cacheDigest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  const passing = join(folder, CHECKPOINTS) + sep;
  for (const file of files.filter(path => !path.startsWith(passing)).sort()) {
    hash.update(`${file.slice(folder.length)}\0`).update(storeDigest(file) ?? (await endOf(file)));
  }
  return hash.digest('hex');
}

async function endOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return Buffer.concat([Buffer.from(`${size}\0`), buffer]);
  } finally {
    await file.close();
  }
}
