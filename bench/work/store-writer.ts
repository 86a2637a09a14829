import { EmbeddingStore } from '../../src/model/store/store.ts';
import { textOf, vectorOf, vectorsOf } from '../store-vectors.ts';

export interface StoreTask {
  readonly folder: string;
  readonly dimensions: number;
  /** Texts that there are. */
  readonly texts: number;
  /** Bytes that the folder may hold. */
  readonly limit: number;
  readonly seed: number;
}

export const keyOf = ({ dimensions }: Pick<StoreTask, 'dimensions'>) => ({
  weightsHash: 'sha256:kills',
  maxLength: 128,
  dimensions,
});

/** How a writer ends that was handed a wrong vector. */
export const WRONG = 86;

/**
 * Uses a store as runs do, one after another, until it is killed: opens it, reads a random part of the texts, appends
 * those that it does not have, and closes it, which also compacts it when there is too much.
 */
export async function writeUntilKilled(task: StoreTask): Promise<never> {
  let state = task.seed >>> 0;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  console.log('started');
  for (;;) {
    const store = EmbeddingStore.open(task.folder, keyOf(task), {
      limit: task.limit,
      log: line => console.error(line),
    });
    const start = random(task.texts);
    const wanted = Array.from({ length: task.texts >> 2 }, (_, i) => (start + i) % task.texts);
    const missing = await missingOf(store, wanted);
    for (let from = 0; from < missing.length; ) {
      const some = missing.slice(from, from + 1 + random(2 * store.fullRows));
      store.append(some.map(textOf), vectorsOf(some, task.dimensions));
      from += some.length;
    }
    await store.close();
  }
}

/** The texts that the store does not have. Ends the process when one that it has is not what was written. */
async function missingOf(store: EmbeddingStore, wanted: readonly number[]): Promise<number[]> {
  const { missing, wrong } = await compare(store, wanted);
  if (wrong.length > 0) {
    console.error(`wrong vectors of the texts ${wrong.slice(0, 10).join(', ')}`);
    process.exit(WRONG);
  }
  return missing;
}

/** Which of the texts a store does not have, and of which it gives something else than was written. */
export async function compare(
  store: EmbeddingStore,
  texts: readonly number[],
): Promise<{ missing: number[]; wrong: number[] }> {
  const { dimensions } = store;
  const into = new Float32Array(texts.length * dimensions);
  const found = await store.read(texts.map(textOf), into);
  const right = (text: number, row: number) => {
    const must = vectorOf(text, dimensions);
    return must.every((value, at) => value === into[row * dimensions + at]);
  };
  return {
    missing: texts.filter((_, row) => !found[row]),
    wrong: texts.filter((text, row) => found[row] && !right(text, row)),
  };
}
