import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { compact } from '../../../../src/model/store/compact.ts';
import { storeName } from '../../../../src/model/store/file-names.ts';
import { EmbeddingStore } from '../../../../src/model/store/store.ts';
import { add, fill, foundIn, KEY, known, newFolder, onlyFile, textsOf } from './vectors.ts';

/** Bytes of a row of 5 dimensions: key, stamp, vector. */
const ROW = 16 + 4 + 20;
const DAY = 86_400_000;
const START = Date.UTC(2030, 0, 1);

let folder: string;
beforeEach(() => {
  folder = newFolder();
});

const bytesIn = (where: string): number =>
  readdirSync(where).reduce((sum, name) => sum + statSync(join(where, name)).size, 0);

/** Opens, uses and closes the store as a run on that day does, with room for `rows` rows and what is around them. */
async function run(day: number, used: readonly string[], added: readonly string[], rows = 1e6, key = KEY) {
  const store = EmbeddingStore.open(folder, key, { now: () => START + day * DAY, limit: rows * ROW });
  const found = await known(store, used);
  add(store, added);
  await store.close();
  return found;
}

describe('compaction', () => {
  it('forgets what was not used for longest, text by text', async () => {
    const [old, recent] = [textsOf('old', 100), textsOf('recent', 100)];
    await run(1, [], [...old, ...recent]);
    const usedAgain = old.filter((_, i) => i % 10 === 0);
    await run(2, [...recent, ...usedAgain], []);
    expect(await run(3, [], textsOf('new', 50), 220)).toEqual([]);
    expect(bytesIn(folder)).toBeLessThanOrEqual(220 * ROW);
    const kept = await foundIn(folder, [...old, ...recent, ...textsOf('new', 50)]);
    // 165 rows have room: the 50 new ones, the 110 used on the second day, and 5 of the others.
    expect(kept).toHaveLength(165);
    for (const text of [...usedAgain, ...recent, ...textsOf('new', 50)]) expect(kept).toContain(text);
  });

  it('spans the files of all models in the folder', async () => {
    const other = { ...KEY, weightsHash: 'sha256:other' };
    await run(1, [], textsOf('a', 100));
    await run(2, [], textsOf('b', 100), 1e6, other);
    await run(3, [], textsOf('c', 10), 150, other);
    expect(await foundIn(folder, textsOf('a', 100))).toHaveLength(2);
    expect(await foundIn(folder, textsOf('b', 100), other)).toHaveLength(100);
    await run(4, [], textsOf('d', 100), 130, other);
    expect(existsSync(join(folder, storeName(KEY)))).toBe(false);
    expect(await foundIn(folder, textsOf('d', 100), other)).toHaveLength(97);
  });

  it('leaves a folder within its limit as it is', async () => {
    await run(1, [], textsOf('a', 100), 103);
    const before = readFileSync(onlyFile(folder));
    await run(1, textsOf('a', 100), [], 103);
    expect(readFileSync(onlyFile(folder)).equals(before)).toBe(true);
  });

  it('drops what is torn, foreign or twice there before it drops a text', async () => {
    for (let i = 0; i < 10; i++) await run(1, [], textsOf('a', 20));
    writeFileSync(onlyFile(folder), Buffer.alloc(500 * ROW, 'x'), { flag: 'a' });
    await run(2, [], textsOf('b', 20), 60);
    expect(bytesIn(folder)).toBeLessThan(60 * ROW);
    expect(await foundIn(folder, [...textsOf('a', 20), ...textsOf('b', 20)])).toHaveLength(40);
  });

  it('does not keep for ever what claims to be of the future', async () => {
    await run(9000, [], textsOf('a', 50));
    await run(1, [], textsOf('b', 50), 70);
    expect(await foundIn(folder, [...textsOf('a', 50), ...textsOf('b', 50)])).toEqual([
      ...textsOf('a', 2),
      ...textsOf('b', 50),
    ]);
  });

  it('takes away a file that holds nothing, and one of the first format', async () => {
    const foreign = join(folder, storeName({ ...KEY, weightsHash: 'x' }));
    const outdated = join(folder, `${'0'.repeat(32)}.embeddings`);
    const stranger = join(folder, 'README');
    for (const path of [foreign, outdated, stranger]) writeFileSync(path, Buffer.alloc(100 * ROW));
    await run(1, [], textsOf('a', 20), 50);
    expect([foreign, outdated, stranger].map(path => existsSync(path))).toEqual([false, false, true]);
    expect(await foundIn(folder, textsOf('a', 20))).toHaveLength(20);
  });

  it('writes a file anew that is mostly lost, also within the limit', async () => {
    await run(1, [], textsOf('a', 20));
    writeFileSync(onlyFile(folder), Buffer.alloc(2 ** 24 + 2000), { flag: 'a' });
    await run(2, [], textsOf('b', 20));
    expect(bytesIn(folder)).toBeLessThan(50 * ROW);
    expect(await foundIn(folder, [...textsOf('a', 20), ...textsOf('b', 20)])).toHaveLength(40);
  });

  it('is not seen by who reads meanwhile, and costs who writes meanwhile at most another encoding', async () => {
    await run(1, [], textsOf('a', 100));
    const reader = EmbeddingStore.open(folder, KEY);
    add(reader, textsOf('mine', 10));
    await run(2, [], textsOf('b', 100), 120);
    expect(await known(reader, textsOf('a', 100))).toHaveLength(100);
    add(reader, textsOf('later', 10));
    reader.refresh();
    expect(await known(reader, textsOf('later', 10))).toHaveLength(10);
    await reader.close();
    const kept = await foundIn(folder, [...textsOf('b', 100), ...textsOf('later', 10)]);
    expect(kept.filter(text => text.startsWith('later'))).toHaveLength(10);
  });

  it('leaves the work to another process that is at it, and cleans up after one that is gone', async () => {
    await run(1, [], textsOf('a', 100));
    const file = onlyFile(folder);
    const temporary = `${file}.0123456789abcdef.tmp`;
    writeFileSync(temporary, 'half');
    const options = { limit: 10 * ROW, now: () => Date.now() };
    await compact(folder, options);
    expect(await foundIn(folder, textsOf('a', 100))).toHaveLength(100);
    const longAgo = new Date(Date.now() - 11 * 60_000);
    utimesSync(temporary, longAgo, longAgo);
    await compact(folder, options);
    expect(readdirSync(folder)).toEqual([storeName(KEY)]);
    expect(await foundIn(folder, textsOf('a', 100))).toHaveLength(7);
  });

  it('leaves everything as it was when it is ended', async () => {
    await run(1, [], textsOf('a', 100));
    const before = readFileSync(onlyFile(folder));
    const log: string[] = [];
    const store = EmbeddingStore.open(folder, KEY, { limit: 1, log: line => log.push(line) });
    const ended = new AbortController();
    const closing = store.close(ended.signal);
    ended.abort();
    await closing;
    expect(readFileSync(onlyFile(folder)).equals(before)).toBe(true);
    expect(log).toEqual([]);
    await fill(folder, [], { limit: 1 });
    expect(readdirSync(folder)).toEqual([]);
  });
});
