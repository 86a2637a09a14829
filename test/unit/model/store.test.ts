import { mkdtemp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { EmbeddingStore } from '../../../src/model/store.ts';

describe('EmbeddingStore', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-'));
    const store = await EmbeddingStore.open(folder, 'model', 3);
    store.set('one', Float32Array.of(1, 2, 3));
    store.set('two', Float32Array.of(-0.5, 1e-9, 4e8));
    await store.save();
  });
  const file = async () => join(folder, (await readdir(folder))[0] as string);

  it('gives back what an earlier run kept, bit for bit', async () => {
    const store = await EmbeddingStore.open(folder, 'model', 3);
    expect(store.size).toBe(2);
    expect([...store.get('two')]).toEqual([...Float32Array.of(-0.5, 1e-9, 4e8)]);
    expect(store.has('three')).toBe(false);
  });

  it('keeps models apart', async () => {
    expect((await EmbeddingStore.open(folder, 'another', 3)).size).toBe(0);
    expect((await EmbeddingStore.open(folder, 'model', 4)).size).toBe(0);
  });

  it('drops a torn or altered file instead of believing it', async () => {
    const path = await file();
    const bytes = await readFile(path);
    await truncate(path, bytes.length - 5);
    expect((await EmbeddingStore.open(folder, 'model', 3)).size).toBe(0);
    bytes.writeUInt8(bytes.readUInt8(60) ^ 1, 60);
    await writeFile(path, bytes);
    expect((await EmbeddingStore.open(folder, 'model', 3)).size).toBe(0);
    await writeFile(path, '');
    expect((await EmbeddingStore.open(folder, 'model', 3)).size).toBe(0);
  });

  it('leaves no temporary file behind', async () => {
    expect(await readdir(folder)).toHaveLength(1);
  });
});
