import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddingKey } from '../../../../src/model/store/file-names.ts';
import { EmbeddingStore, type StoreOptions } from '../../../../src/model/store/store.ts';

export const KEY: EmbeddingKey = { weightsHash: 'sha256:model', maxLength: 128, dimensions: 5 };

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'store-'));

/** What a text's vector must be. No two texts have the same one. */
export function vectorOf(text: string, dimensions = KEY.dimensions): Float32Array {
  let state = 1;
  for (const character of text) state = (Math.imul(state, 31) + character.codePointAt(0)!) >>> 0;
  return Float32Array.from({ length: dimensions }, (_, at) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return at === 0 ? state : state / 2 ** 32 - 0.5;
  });
}

export const textsOf = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name} ${i}`);

export function add(store: EmbeddingStore, texts: readonly string[]): void {
  const { dimensions } = store;
  const vectors = new Float32Array(texts.length * dimensions);
  texts.forEach((text, i) => {
    vectors.set(vectorOf(text, dimensions), i * dimensions);
  });
  store.append(texts, vectors);
}

/** The texts that are found, all with the vectors that they must have; anything else throws. */
export async function known(store: EmbeddingStore, texts: readonly string[]): Promise<string[]> {
  const { dimensions } = store;
  const vectors = new Float32Array(texts.length * dimensions).fill(Number.NaN);
  const found = await store.read(texts, vectors);
  return texts.filter((text, i) => {
    const got = vectors.subarray(i * dimensions, (i + 1) * dimensions);
    const right = found[i] ? vectorOf(text, dimensions) : new Float32Array(dimensions).fill(Number.NaN);
    if (!got.every((value, at) => Object.is(value, right[at]))) throw new Error(`a wrong vector of ${text}`);
    return found[i] === 1;
  });
}

/** Appends each group of texts by itself, and closes. */
export async function fill(
  folder: string,
  groups: readonly (readonly string[])[],
  options?: StoreOptions,
): Promise<void> {
  const store = EmbeddingStore.open(folder, KEY, options);
  for (const texts of groups) add(store, texts);
  await store.close();
}

/** What a fresh store finds of the texts. */
export async function foundIn(folder: string, texts: readonly string[], key = KEY): Promise<string[]> {
  const store = EmbeddingStore.open(folder, key);
  const found = await known(store, texts);
  await store.close();
  return found;
}

/** The only file of a folder. */
export function onlyFile(folder: string): string {
  const names = readdirSync(folder);
  if (names.length !== 1) throw new Error(`not one file: ${names.join(', ')}`);
  return join(folder, names[0]!);
}
