import { closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { breathe } from '../breathe.ts';
import { formatOf, kindOf } from './file-names.ts';
import { type BlockFormat, KEY_BYTES, type OpenBlock } from './format.ts';
import { KeyTable } from './key-table.ts';
import { RowWriter } from './row-writer.ts';
import { readBytes, scanBlocks } from './scan.ts';

export interface MergeOptions {
  /** Takes only what was used in this minute since 1970 or later. */
  readonly usedSince?: number;
  readonly signal?: AbortSignal;
}

export interface Merged {
  /** Texts that were not there before. */
  readonly texts: number;
  /** Bytes that vouch for no text: torn, altered or foreign. */
  readonly lost: number;
}

/**
 * Adds the embeddings of one folder to those of another: of each file the rows whose text the file of that name lacks, out
 * of whole blocks only. What is there already is left as it is, so that a merge can be cut short and done again, and
 * others may use the folder meanwhile.
 *
 * @throws `INTERRUPTED` when aborted, and what the file system throws
 */
export async function mergeStores(from: string, into: string, options: MergeOptions = {}): Promise<Merged> {
  let merged: Merged = { texts: 0, lost: 0 };
  const entries = await readdir(from, { withFileTypes: true });
  for (const { name } of entries.filter(entry => entry.isFile() && kindOf(entry.name) === 'store')) {
    mkdirSync(into, { recursive: true });
    const { texts, lost } = await mergeFile(join(from, name), join(into, name), options);
    merged = { texts: merged.texts + texts, lost: merged.lost + lost };
  }
  return merged;
}

async function mergeFile(from: string, into: string, options: MergeOptions): Promise<Merged> {
  const { usedSince = 0, signal } = options;
  const format = formatOf(from)!;
  const known = keysIn(into, format);
  // Written by whole blocks to the end, as every writer of a store does.
  const writer = new RowWriter(openSync(into, 'a'), format);
  const source = openSync(from, 'r');
  let texts = 0;
  try {
    const { size } = fstatSync(source);
    let whole = 0;
    for (const { start, end } of scanBlocks(source, format, 0, size)) {
      const block = format.open(readBytes(source, start, end - start));
      if (!block) continue;
      whole += end - start;
      for (let row = 0; row < block.rows; row++) {
        if (block.stamps[row]! < usedSince || !isNew(known, block, row)) continue;
        writer.add(block, row);
        texts++;
      }
      await breathe(signal);
    }
    writer.end();
    return { texts, lost: size - whole };
  } finally {
    closeSync(source);
    writer.close();
  }
}

function isNew(known: KeyTable, { keys }: OpenBlock, row: number): boolean {
  const at = row * KEY_BYTES;
  if (known.find(keys, at) >= 0) return false;
  known.addAll(keys.subarray(at, at + KEY_BYTES));
  return true;
}

/** Of whole blocks: a text whose vector was altered is taken from elsewhere. */
function keysIn(file: string, format: BlockFormat): KeyTable {
  const table = new KeyTable();
  const fd = openSync(file, 'a+');
  try {
    for (const { start, end } of scanBlocks(fd, format, 0, fstatSync(fd).size)) {
      const block = format.open(readBytes(fd, start, end - start));
      if (block) table.addAll(block.keys);
    }
  } finally {
    closeSync(fd);
  }
  return table;
}
