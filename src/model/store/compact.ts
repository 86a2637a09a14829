import { closeSync, fstatSync, openSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { breathe } from '../breathe.ts';
import { formatOf, kindOf, temporaryName } from './file-names.ts';
import { type BlockFormat, KEY_BYTES, STAMP_BYTES } from './format.ts';
import { KeyTable } from './key-table.ts';
import { RowWriter } from './row-writer.ts';
import { type Block, readBytes, scanBlocks } from './scan.ts';

/** Of the limit, what is left after a compaction: the next runs have room to add to. */
const LEFT = 0.75;

/** A file that loses no row is written anew only when rows are less of it than this: the rest is torn or twice there. */
const WORTH_KEEPING = 0.9;

/** Milliseconds after which a temporary file that nobody writes to was left behind by a process that is gone. */
const ABANDONED_MS = 10 * 60_000;

export interface CompactOptions {
  /** Bytes that the files may have together. */
  readonly limit: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A file of which more is lost than whole, to be written anew in any case. */
  readonly mostlyLost?: string;
  readonly signal?: AbortSignal;
}

interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  readonly modified: number;
  readonly kind: ReturnType<typeof kindOf>;
}

interface Survey {
  readonly path: string;
  readonly bytes: number;
  readonly uses: ReadonlyMap<number, number>;
}

/** Whether a row of that many bytes, last used in that minute, is kept. Asked once for each row. */
type Keep = (stamp: number, bytes: number) => boolean;

/**
 * Brings a folder of embeddings back to its limit once it is over it. The rows that were not used for longest go first;
 * those that stay are written to a new file, which is then renamed. Whoever reads the old one reads on; what another
 * process appends to it meanwhile is encoded again by the next run.
 */
export async function compact(folder: string, options: CompactOptions): Promise<void> {
  const { limit, now, mostlyLost, signal } = options;
  const files = await listFiles(folder);
  for (const { path, modified } of files.filter(({ kind }) => kind === 'temporary')) {
    if (now() - modified < ABANDONED_MS) return; // Another process is at it.
    await rm(path, { force: true });
  }
  if (mostlyLost !== undefined) await rewrite(mostlyLost, () => true, signal);
  const left = files.filter(({ kind }) => kind !== 'temporary');
  if (left.reduce((sum, { bytes }) => sum + bytes, 0) <= limit) return;

  for (const { path, kind } of left) if (kind === 'outdated') await rm(path, { force: true });
  const surveys: Survey[] = [];
  for (const { path, bytes, kind } of left) {
    if (kind === 'store') surveys.push({ path, bytes, uses: await survey(path, now(), signal) });
  }
  const { oldest, room } = oldestToKeep(surveys, LEFT * limit);
  let [roomLeft, minute] = [room, now() / 60_000];
  const keep: Keep = (stamp, bytes) => {
    const use = credible(stamp, minute);
    if (use !== oldest) return use > oldest;
    roomLeft -= bytes;
    return roomLeft >= 0;
  };
  for (const { path, bytes, uses } of surveys) {
    const used = [...uses.values()].reduce((sum, value) => sum + value, 0);
    const all = [...uses.keys()].every(use => use > oldest);
    if (all && used > WORTH_KEEPING * bytes) continue;
    await rewrite(path, keep, signal);
  }
}

async function listFiles(folder: string): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for (const name of (await readdir(folder).catch(() => [])).sort()) {
    const kind = kindOf(name);
    const path = join(folder, name);
    const stats = kind && (await stat(path).catch(() => undefined));
    if (stats?.isFile()) files.push({ path, bytes: stats.size, modified: stats.mtimeMs, kind });
  }
  return files;
}

/** Bytes of a file's rows by the minute of their last use. */
async function survey(file: string, now: number, signal?: AbortSignal): Promise<Map<number, number>> {
  const uses = new Map<number, number>();
  await eachBlock(
    file,
    (fd, format, { start, rows }, isNewest) => {
      const bytes = readBytes(fd, start + format.stampsAt(rows), STAMP_BYTES * rows);
      for (let row = 0; row < rows; row++) {
        if (!isNewest(row)) continue;
        const use = credible(bytes.readUInt32LE(STAMP_BYTES * row), now / 60_000);
        uses.set(use, (uses.get(use) ?? 0) + format.rowBytes);
      }
    },
    signal,
  );
  return uses;
}

/** A stamp from the future is none: it would be kept for ever. */
function credible(stamp: number, minute: number): number {
  return stamp <= minute + 1 ? stamp : 0;
}

/** The oldest use that is kept, and how many bytes of the rows used then have room. All that is newer is kept. */
function oldestToKeep(surveys: readonly Survey[], room: number): { oldest: number; room: number } {
  const bytesByUse = new Map<number, number>();
  for (const [use, bytes] of surveys.flatMap(({ uses }) => [...uses])) {
    bytesByUse.set(use, (bytesByUse.get(use) ?? 0) + bytes);
  }
  let left = room;
  for (const [use, bytes] of [...bytesByUse].sort(([a], [b]) => b - a)) {
    if (bytes > left) return { oldest: use, room: left };
    left -= bytes;
  }
  return { oldest: -1, room: left };
}

/** Writes the rows to keep to a new file and puts it in the old one's place; takes the file away when there are none. */
async function rewrite(file: string, keep: Keep, signal?: AbortSignal): Promise<void> {
  const temporary = temporaryName(file);
  const writer = new RowWriter(openSync(temporary, 'wx'), formatOf(file)!);
  try {
    await eachBlock(
      file,
      (fd, format, { start, end }, isNewest) => {
        const block = format.open(readBytes(fd, start, end - start));
        for (let row = 0; block && row < block.rows; row++) {
          if (isNewest(row) && keep(block.stamps[row]!, format.rowBytes)) writer.add(block, row);
        }
      },
      signal,
    );
    writer.end();
    if (writer.written === 0) await rm(file, { force: true });
    else await rename(temporary, file);
  } finally {
    writer.close();
    await rm(temporary, { force: true });
  }
}

/** Calls with each block of a file, and whether a row of it is the newest of its text. */
async function eachBlock(
  file: string,
  call: (fd: number, format: BlockFormat, block: Block, isNewest: (row: number) => boolean) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const format = formatOf(file)!;
  const fd = openSync(file, 'r');
  try {
    const blocks = [...scanBlocks(fd, format, 0, fstatSync(fd).size)];
    const table = new KeyTable();
    for (const { keys } of blocks) table.addAll(keys);
    let first = 0;
    for (const block of blocks) {
      call(fd, format, block, row => table.find(block.keys, row * KEY_BYTES) === first + row);
      first += block.rows;
      await breathe(signal);
    }
  } finally {
    closeSync(fd);
  }
}
