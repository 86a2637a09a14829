import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { cacheDigest } from '../../../src/commands/cache-digest.ts';
import { EmbeddingStore } from '../../../src/model/store/store.ts';
import { fill, KEY, known, newFolder, onlyFile, textsOf } from '../model/store/vectors.ts';

const DAY = 86_400_000;
const ROW = 40;

let folder: string;
beforeEach(async () => {
  folder = newFolder();
  await fill(folder, [textsOf('a', 10), textsOf('b', 10)], { now: () => DAY });
});

describe('cacheDigest', () => {
  it('changes with every text that is added or forgotten, to the same size too', async () => {
    const seen = [await cacheDigest(folder)];
    await fill(folder, [textsOf('c', 4)], { now: () => 2 * DAY });
    seen.push(await cacheDigest(folder));
    // Forgets, from 24 rows, all but 15; then grows back to what it was.
    await fill(folder, [], { now: () => 3 * DAY, limit: 20 * ROW });
    seen.push(await cacheDigest(folder));
    await fill(folder, [textsOf('d', 9)], { now: () => 3 * DAY });
    seen.push(await cacheDigest(folder));
    expect(new Set(seen).size).toBe(4);
    expect(seen.every(digest => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
  });

  it('does not change by checkpoints, which come and go', async () => {
    const before = await cacheDigest(folder);
    mkdirSync(join(folder, 'checkpoints'));
    writeFileSync(join(folder, 'checkpoints', `${'a'.repeat(32)}-end.state`), 'weights');
    expect(await cacheDigest(folder)).toBe(before);
    writeFileSync(join(folder, 'checkpoints.txt'), 'another file');
    expect(await cacheDigest(folder)).not.toBe(before);
  });

  it('does not change by use, nor by what a killed writer left', async () => {
    const before = await cacheDigest(folder);
    const store = EmbeddingStore.open(folder, KEY, { now: () => 9 * DAY });
    expect(await known(store, textsOf('a', 10))).toHaveLength(10);
    await store.close();
    appendFileSync(onlyFile(folder), 'fgvec 1L and no more');
    expect(await cacheDigest(folder)).toBe(before);
  });

  it('is that of nothing for an empty folder', async () => {
    expect(await cacheDigest(newFolder())).toBe(createHash('sha256').digest('hex'));
  });

  it('tells files of other kinds by name, size and end', async () => {
    const digests = new Set<string>();
    const other = newFolder();
    mkdirSync(join(other, 'models'));
    for (const [name, content] of [
      ['one', 'x'],
      ['one', 'y'],
      ['one', 'yy'],
      ['models/two', ''],
    ] as const) {
      writeFileSync(join(other, name), content);
      digests.add(await cacheDigest(other));
    }
    expect(digests.size).toBe(4);
    await fill(other, [textsOf('a', 1)]);
    expect(digests.has(await cacheDigest(other))).toBe(false);
  });
});
