import { describe, expect, it } from 'vitest';
import { batchesWithoutDuplicates } from '../../../src/training/no-duplicates.ts';
import { epochOrder } from '../../../src/training/sampler.ts';
import { Random } from '../engine/random.ts';

/** Batch by batch over all that remains, as sentence-transformers' sampler goes about it. */
function batchByBatch(texts: readonly Int32Array[], order: Int32Array, size: number): number[][] {
  const batches: number[][] = [];
  let remaining = [...order];
  while (remaining.length > 0) {
    const batch: number[] = [];
    const seen = new Set<number>();
    for (const row of remaining) {
      if (batch.length === size) break;
      const own = texts.map(column => column[row]!);
      if (own.some(text => seen.has(text))) continue;
      for (const text of own) seen.add(text);
      batch.push(row);
    }
    batches.push(batch);
    remaining = remaining.filter(row => !batch.includes(row));
  }
  return batches;
}

function randomTexts(seed: number): { texts: Int32Array[]; examples: number; size: number } {
  const random = new Random(seed);
  const examples = random.integer(1, 80);
  const unique = random.integer(1, 2 * examples);
  const column = () => Int32Array.from({ length: examples }, () => random.integer(0, unique));
  return {
    texts: Array.from({ length: random.integer(2, 4) }, column),
    examples,
    size: random.integer(1, 9),
  };
}

describe('batchesWithoutDuplicates', () => {
  it('has every example once and no text in two examples of a batch', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { texts, examples, size } = randomTexts(seed);
      const batches = batchesWithoutDuplicates(texts, epochOrder(examples, seed, 1), size);
      expect(batches.flatMap(rows => [...rows]).sort((a, b) => a - b)).toEqual([...Array(examples).keys()]);
      for (const rows of batches) {
        expect(rows.length).toBeGreaterThan(0);
        expect(rows.length).toBeLessThanOrEqual(size);
        const own = [...rows].map(row => new Set(texts.map(column => column[row]!)));
        const all = own.flatMap(set => [...set]);
        expect(new Set(all).size, `seed ${seed}`).toBe(all.length);
      }
    }
  });

  it('makes the batches that going over what remains again and again makes', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { texts, examples, size } = randomTexts(seed);
      const order = epochOrder(examples, seed, 2);
      const batches = batchesWithoutDuplicates(texts, order, size);
      expect(batches.map(rows => [...rows])).toEqual(batchByBatch(texts, order, size));
    }
  });

  it('keeps the order, in chunks, where no text is there twice', () => {
    const order = epochOrder(10, 42, 1);
    const texts = [
      Int32Array.from({ length: 10 }, (_, i) => i),
      Int32Array.from({ length: 10 }, (_, i) => 10 + i),
    ];
    expect(batchesWithoutDuplicates(texts, order, 4)).toEqual([
      order.subarray(0, 4),
      order.subarray(4, 8),
      order.subarray(8),
    ]);
  });

  it('gives each example that shares one text with all others a batch of its own', () => {
    const texts = [new Int32Array(5), Int32Array.from([1, 2, 3, 4, 5])];
    expect(
      batchesWithoutDuplicates(texts, Int32Array.from([4, 2, 0, 1, 3]), 3).map(rows => [...rows]),
    ).toEqual([[4], [2], [0], [1], [3]]);
  });

  it('has no batch of no examples', () => {
    expect(batchesWithoutDuplicates([new Int32Array(0), new Int32Array(0)], new Int32Array(0), 3)).toEqual(
      [],
    );
  });

  it('looks little further than it must where one text is in every second example', () => {
    const examples = 20_000;
    let reads = 0;
    const counted = (column: Int32Array) =>
      new Proxy(column, {
        get(target, key) {
          if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
          const value = Reflect.get(target, key);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    const anchors = Int32Array.from({ length: examples }, (_, i) => (i % 2 === 0 ? 0 : i));
    const positives = Int32Array.from({ length: examples }, (_, i) => examples + i);
    batchesWithoutDuplicates([counted(anchors), counted(positives)], epochOrder(examples, 1, 1), 32);
    // Going over what remains for each of 10 000 batches would be some 50 million.
    expect(reads).toBeLessThan(20 * examples);
  });
});
