// What a store of embeddings costs: `npm run bench -- store [--texts N] [--dimensions N] [--rounds N]`; one JSON line.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddingStore } from '../src/model/store/store.ts';
import type { BenchOptions } from './options.ts';
import { median } from './statistics.ts';
import { textOf, vectorsOf } from './store-vectors.ts';

/** Texts appended in one call. */
const APPENDED = 1024;

export async function benchStore({ texts: count, dimensions, rounds }: BenchOptions): Promise<void> {
  const numbers = Array.from({ length: count }, (_, text) => text);
  const texts = numbers.map(textOf);
  const vectors = vectorsOf(numbers, dimensions);
  const key = { weightsHash: 'sha256:bench', maxLength: 128, dimensions };
  const seconds = {
    append: [] as number[],
    open: [] as number[],
    read: [] as number[],
    compact: [] as number[],
  };
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'finetune-gate-bench-'));
    const timed = async <T>(what: keyof typeof seconds, work: () => T | Promise<T>): Promise<T> => {
      const start = performance.now();
      const result = await work();
      seconds[what].push((performance.now() - start) / 1000);
      return result;
    };
    try {
      const writer = EmbeddingStore.open(folder, key);
      await timed('append', () => {
        for (let from = 0; from < count; from += APPENDED) {
          const to = Math.min(from + APPENDED, count);
          writer.append(texts.slice(from, to), vectors.subarray(from * dimensions, to * dimensions));
        }
      });
      await writer.close();
      bytes = statSync(join(folder, readdirSync(folder)[0]!)).size;
      const reader = await timed('open', () => EmbeddingStore.open(folder, key, { limit: bytes / 2 }));
      const into = new Float32Array(vectors.length);
      const found = await timed('read', () => reader.read(texts, into));
      if (found.includes(0) || !Buffer.from(into.buffer).equals(Buffer.from(vectors.buffer))) {
        throw new Error('the store gave back something else');
      }
      await timed('compact', () => reader.close());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const medians = Object.entries(seconds).map(([what, each]) => [
    `${what}_seconds`,
    Number(median(each).toFixed(3)),
  ]);
  console.log(
    JSON.stringify({ bench: 'store', texts: count, dimensions, bytes, ...Object.fromEntries(medians) }),
  );
}
