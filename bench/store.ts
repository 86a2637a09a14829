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
  // The processor's time too, which says more on a machine that is shared.
  const spent: Record<string, { wall: number[]; cpu: number[] }> = {};
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'finetune-gate-bench-'));
    const timed = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
      const [start, before] = [performance.now(), process.cpuUsage()];
      const result = await work();
      const { user, system } = process.cpuUsage(before);
      spent[what] ??= { wall: [], cpu: [] };
      spent[what].wall.push((performance.now() - start) / 1000);
      spent[what].cpu.push((user + system) / 1e6);
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
  const rounded = (values: readonly number[]) => Number(median(values).toFixed(3));
  const medians = Object.entries(spent).flatMap(([what, { wall, cpu }]) => [
    [`${what}_seconds`, rounded(wall)],
    [`${what}_cpu_seconds`, rounded(cpu)],
  ]);
  console.log(
    JSON.stringify({ bench: 'store', texts: count, dimensions, bytes, ...Object.fromEntries(medians) }),
  );
}
