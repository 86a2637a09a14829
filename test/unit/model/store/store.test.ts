import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { storeName } from '../../../../src/model/store/file-names.ts';
import { EmbeddingStore } from '../../../../src/model/store/store.ts';
import { add, fill, foundIn, KEY, known, newFolder, onlyFile, textsOf, vectorOf } from './vectors.ts';

const [A, B, C] = [textsOf('a', 3), textsOf('b', 4), textsOf('c', 2)];
const ALL = [...A, ...B, ...C];

let folder: string;
beforeEach(() => {
  folder = newFolder();
});

describe('EmbeddingStore', () => {
  it('gives back what an earlier run kept, bit for bit, and nothing for other texts', async () => {
    const store = EmbeddingStore.open(folder, { ...KEY, dimensions: 2 });
    const odd = ['', 'é', 'e\u0301', '\ud800', '\ud801', 'a\0b', 'x'.repeat(100_000)];
    const vectors = Float32Array.from({ length: 14 }, (_, i) => [1e-45, -0, 3e38, 1 / 3][i % 4]! * (i + 1));
    store.append(odd, vectors);
    await store.close();
    const again = EmbeddingStore.open(folder, { ...KEY, dimensions: 2 });
    const into = new Float32Array(18);
    expect([...(await again.read([...odd, 'e', 'X'], into))]).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 0]);
    expect(Buffer.from(into.buffer, 0, 56)).toEqual(Buffer.from(vectors.buffer));
    expect(again.size).toBe(7);
    await again.close();
  });

  it('keeps apart what differs in anything that decides an embedding', async () => {
    await fill(folder, [A]);
    expect(await foundIn(folder, ALL)).toEqual(A);
    expect(await foundIn(folder, ALL, { ...KEY, precision: 'fp32' })).toEqual(A);
    const others = [{ weightsHash: 'm' }, { maxLength: 127 }, { dimensions: 6 }, { precision: 'int8' }];
    for (const other of others) expect(await foundIn(folder, ALL, { ...KEY, ...other })).toEqual([]);
  });

  it('finds each text once among several blocks and in any order', async () => {
    const wide = { ...KEY, dimensions: 2 ** 14 };
    const store = EmbeddingStore.open(folder, wide);
    expect(store.fullRows).toBe(4);
    const texts = textsOf('wide', 10);
    add(store, texts);
    store.refresh();
    expect(store.size).toBe(10);
    const asked = ['no', ...texts.toReversed(), 'nor this', texts[3]!];
    expect(await known(store, asked)).toEqual([...texts.toReversed(), texts[3]]);
    await store.close();
  });

  it('is the new one of two blocks that hold a text', async () => {
    const store = EmbeddingStore.open(folder, KEY);
    store.append(['twice'], new Float32Array(5).fill(1));
    add(store, ['twice']);
    store.refresh();
    expect(await known(store, ['twice'])).toEqual(['twice']);
    expect(store.size).toBe(1);
    await store.close();
  });

  it('indexes tens of thousands of texts', async () => {
    const texts = textsOf('many', 40_000);
    await fill(folder, [texts.slice(0, 30_000), texts.slice(20_000)]);
    const store = EmbeddingStore.open(folder, KEY);
    expect(store.size).toBe(40_000);
    expect(await known(store, [...texts, ...textsOf('other', 5000)])).toEqual(texts);
    await store.close();
  });

  it('sees what another writer appends, after a refresh', async () => {
    const [one, two] = [EmbeddingStore.open(folder, KEY), EmbeddingStore.open(folder, KEY)];
    add(one, A);
    add(two, B);
    add(one, C);
    expect(await known(two, ALL)).toEqual([]);
    two.refresh();
    expect(await known(two, ALL)).toEqual(ALL);
    add(one, ['late']);
    two.refresh();
    expect(await known(two, ['late', ...A])).toEqual(['late', ...A]);
    await Promise.all([one.close(), two.close()]);
  });

  it('says that it was given something else than a row for each text', () => {
    expect(() => EmbeddingStore.open(folder, KEY).append(A, new Float32Array(4))).toThrow(RangeError);
  });

  it('stops reading when it is told to', async () => {
    const wide = { ...KEY, dimensions: 2 ** 16 };
    const store = EmbeddingStore.open(folder, wide);
    const texts = textsOf('wide', 70);
    for (const text of texts) add(store, [text]);
    store.refresh();
    const into = new Float32Array(70 * 2 ** 16);
    await expect(store.read(texts, into, AbortSignal.abort())).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await store.close();
  });
});

describe('a damaged EmbeddingStore', () => {
  it('loses of a torn tail only the torn block, wherever it was torn', async () => {
    await fill(folder, [A, B]);
    const path = onlyFile(folder);
    const length = readFileSync(path).length;
    await fill(folder, [C]);
    const whole = readFileSync(path);
    for (let size = length; size < whole.length; size++) {
      writeFileSync(path, whole.subarray(0, size));
      expect(await foundIn(folder, ALL), `at ${size}`).toEqual([...A, ...B]);
    }
    expect(whole.length - length).toBeGreaterThan(100);
  });

  it('finds what others appended after part of a block, wherever that was cut', async () => {
    const lengths: number[] = [];
    for (const texts of [A, B, C]) {
      await fill(folder, [texts]);
      lengths.push(statSync(onlyFile(folder)).size);
    }
    const path = onlyFile(folder);
    const whole = readFileSync(path);
    const [endA, endB] = lengths as [number, number];
    for (let cut = endA + 1; cut < endB; cut++) {
      writeFileSync(path, Buffer.concat([whole.subarray(0, cut), whole.subarray(endB)]));
      expect(await foundIn(folder, ALL), `cut at ${cut}`).toEqual([...A, ...C]);
    }
  });

  it('never believes a flipped bit, and goes on around it', async () => {
    await fill(folder, [A, B, C]);
    const path = onlyFile(folder);
    const whole = readFileSync(path);
    for (let bit = 0; bit < 8 * whole.length; bit += 7) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(path, bytes);
      const found = await foundIn(folder, ALL);
      const lost = [A, B, C].filter(group => !group.every(text => found.includes(text)));
      expect(lost.length, `bit ${bit}`).toBeLessThanOrEqual(1);
      expect([found.length, lost[0]?.some(text => found.includes(text)) ?? false]).toEqual([
        ALL.length - (lost[0]?.length ?? 0),
        false,
      ]);
    }
  });

  it('never believes bytes put in, taken out or put elsewhere', async () => {
    await fill(folder, [A, B, C]);
    const path = onlyFile(folder);
    const whole = readFileSync(path);
    let state = 7;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 300; round++) {
      const [from, length, to] = [random(whole.length), random(200), random(whole.length)];
      const piece = round % 2 ? whole.subarray(from, from + length) : Buffer.alloc(length, random(256));
      const kept = round % 3 ? to : Math.min(whole.length, to + length);
      writeFileSync(path, Buffer.concat([whole.subarray(0, to), piece, whole.subarray(kept)]));
      await foundIn(folder, ALL);
      await fill(folder, [ALL]);
      expect(await foundIn(folder, ALL)).toEqual(ALL);
    }
  });

  it.each([
    ['dimensions', 24, 6],
    ['no rows', 28, 0],
    ['more rows than there are', 28, 4],
    ['rows beyond the end', 28, 4000],
    ['rows beyond any memory', 28, 2 ** 32 - 1],
  ])('is not led astray by a header that lies: %s', async (_, at, value) => {
    await fill(folder, [A, B]);
    const path = onlyFile(folder);
    const bytes = readFileSync(path);
    bytes.writeUInt32LE(value, at);
    writeFileSync(path, bytes);
    expect(await foundIn(folder, ALL)).toEqual(B);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(3000)],
    ['another program’s file', Buffer.from('SQLite format 3\0'.repeat(999))],
    ['a marker without an end', Buffer.from('fgvec 1Lfgvec 1L'.repeat(50))],
  ])('takes a file with %s for empty, and keeps new embeddings all the same', async (_, content) => {
    writeFileSync(join(folder, storeName(KEY)), content);
    expect(await foundIn(folder, ALL)).toEqual([]);
    await fill(folder, [A]);
    expect(await foundIn(folder, ALL)).toEqual(A);
  });

  it('does not take the file of another key for its own', async () => {
    await fill(folder, [A]);
    const other = { ...KEY, weightsHash: 'sha256:other' };
    writeFileSync(join(folder, storeName(other)), readFileSync(join(folder, storeName(KEY))));
    expect(await foundIn(folder, ALL, other)).toEqual([]);
  });

  it('does not hand out what was altered after it was opened', async () => {
    await fill(folder, [A, B]);
    const path = onlyFile(folder);
    const store = EmbeddingStore.open(folder, KEY);
    const bytes = readFileSync(path);
    const at = bytes.indexOf(Buffer.from(vectorOf(B[1]!).buffer));
    expect(at).toBeGreaterThan(0);
    bytes[at + 9]! ^= 4;
    writeFileSync(path, bytes);
    expect(await known(store, ALL)).toEqual(A);
    truncateSync(path, 10);
    expect(await known(store, ALL)).toEqual([]);
    await store.close();
  });
});

describe('an EmbeddingStore whose file is replaced while it is open', () => {
  it('does not take one text’s vector for another’s when whole blocks change places', async () => {
    const other = textsOf('d', A.length);
    await fill(folder, [A, other]);
    const path = onlyFile(folder);
    const store = EmbeddingStore.open(folder, KEY);
    const bytes = readFileSync(path);
    const half = bytes.length / 2;
    writeFileSync(path, Buffer.concat([bytes.subarray(half), bytes.subarray(0, half)]));
    expect(await known(store, [...A, ...other])).toEqual([]);
    await store.close();
    expect(await foundIn(folder, [...A, ...other])).toEqual([...A, ...other]);
  });
});

describe('an EmbeddingStore that cannot be written', () => {
  const opened = (where: string) => {
    const lines: string[] = [];
    return { lines, store: EmbeddingStore.open(where, KEY, { log: line => lines.push(line) }) };
  };

  it('says so once where the folder is none, and goes on', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { lines, store } = opened(join(folder, 'file', 'cache'));
    add(store, A);
    add(store, B);
    expect(await known(store, ALL)).toEqual([]);
    await store.close();
    expect(lines).toEqual([expect.stringContaining('cannot be kept')]);
  });

  it('is not held up by a folder or a pipe in the place of its file', async () => {
    const path = join(folder, storeName(KEY));
    for (const put of [() => mkdirSync(path), () => execFileSync('mkfifo', [path])]) {
      rmSync(path, { recursive: true, force: true });
      put();
      const { lines, store } = opened(folder);
      add(store, A);
      expect(await known(store, ALL)).toEqual([]);
      await store.close();
      expect(lines).toHaveLength(1);
      expect(existsSync(path)).toBe(true);
    }
  });

  it('makes its folder when there is something to keep', async () => {
    const deep = join(folder, 'not', 'yet');
    const { lines, store } = opened(deep);
    await store.close();
    expect(existsSync(deep)).toBe(false);
    await fill(deep, [A]);
    expect(await foundIn(deep, ALL)).toEqual(A);
    expect([lines, basename(onlyFile(deep))]).toEqual([[], storeName(KEY)]);
  });
});
