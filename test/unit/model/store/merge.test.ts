import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mergeStores } from '../../../../src/model/store/merge.ts';
import { EmbeddingStore } from '../../../../src/model/store/store.ts';
import { add, fill, foundIn, KEY, known, newFolder, onlyFile, textsOf } from './vectors.ts';

const [A, B] = [textsOf('a', 300), textsOf('b', 40)];

it('joins folders whose files have the same name, and finds every text with its vector', async () => {
  const [one, two, both] = [newFolder(), newFolder(), join(newFolder(), 'not', 'there yet')];
  await fill(one, [A]);
  await fill(two, [B, A.slice(0, 10)]);
  expect(await mergeStores(one, both)).toEqual({ texts: 300, lost: 0 });
  expect(await mergeStores(two, both)).toEqual({ texts: 40, lost: 0 });
  expect(await foundIn(both, [...A, ...B])).toHaveLength(340);
});

it('changes nothing when done again', async () => {
  const [one, into] = [newFolder(), newFolder()];
  await fill(one, [A]);
  await mergeStores(one, into);
  const before = readFileSync(onlyFile(into));
  expect(await mergeStores(one, into)).toEqual({ texts: 0, lost: 0 });
  expect(readFileSync(onlyFile(into)).equals(before)).toBe(true);
});

it('takes whole blocks only, and says how many bytes were none', async () => {
  const [one, into] = [newFolder(), newFolder()];
  await fill(one, [B, A.slice(0, 20)]);
  const file = onlyFile(one);
  const bytes = readFileSync(file);
  // A bit in the last block's last vector.
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(file, bytes);
  appendFileSync(file, 'torn');
  const { texts, lost } = await mergeStores(one, into);
  expect({ texts, lost }).toEqual({ texts: 40, lost: bytes.length + 4 - blockBytes(40) });
  expect(await foundIn(into, [...A, ...B])).toEqual(B);
  expect(await foundIn(one, B)).toEqual(B);
});

const blockBytes = (rows: number) => 96 + rows * (16 + 4 + 4 * KEY.dimensions);

it('brings a text again whose vector was altered where it was', async () => {
  const [one, into] = [newFolder(), newFolder()];
  await fill(one, [B]);
  await mergeStores(one, into);
  const file = onlyFile(into);
  const bytes = readFileSync(file);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(file, bytes);
  expect((await mergeStores(one, into)).texts).toBe(40);
  expect(await foundIn(into, B)).toEqual(B);
});

it('takes only what was used since', async () => {
  const [one, into] = [newFolder(), newFolder()];
  let minute = 100;
  const options = { now: () => minute * 60_000 };
  await fill(one, [A], options);
  minute = 200;
  const store = EmbeddingStore.open(one, KEY, options);
  await known(store, A.slice(5, 12));
  add(store, B);
  await store.close();
  expect(await mergeStores(one, into, { usedSince: 200 })).toMatchObject({ texts: 47 });
  expect(await foundIn(into, [...A, ...B])).toEqual([...A.slice(5, 12), ...B]);
});

it('leaves what is no store alone, and makes no folder for it', async () => {
  const [one, into] = [newFolder(), join(newFolder(), 'none')];
  writeFileSync(join(one, 'notes.txt'), 'x');
  expect(await mergeStores(one, into)).toEqual({ texts: 0, lost: 0 });
  expect(existsSync(into)).toBe(false);
});

it('ends at a signal, and what was written by then is whole', async () => {
  const [one, into] = [newFolder(), newFolder()];
  await fill(one, [A]);
  await expect(mergeStores(one, into, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
  expect((await mergeStores(one, into)).texts).toBe(300);
});
