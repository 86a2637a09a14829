import { describe, expect, it } from 'vitest';
import { inBatches, readTokenPairs, spread, type TokenPair } from '../../../bench/sentences.ts';
import { batchOf } from '../../../bench/work/train.ts';
import { describeShared } from '../../shared.ts';

/** Pair i holds the sentences [10 i] and [10 i + 1]. */
const pairs = Array.from({ length: 6 }, (_, i): TokenPair => [[10 * i], [10 * i + 1]]);

describe('spread', () => {
  it('takes evenly spaced items, all of them when asked', () => {
    expect(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([0, 2, 5, 7]);
    expect(spread([3, 1, 2], 3)).toEqual([3, 1, 2]);
  });

  it('repeats no item to make up for missing ones', () => {
    expect(() => spread([1, 2], 3)).toThrow('3 pairs asked for, there are 2');
  });
});

describe('inBatches', () => {
  it('gives the trainer each pair again from the order that the peer reads', () => {
    const sentences = inBatches(pairs, 3);
    expect(sentences.map(([id]) => id)).toEqual([0, 10, 20, 1, 11, 21, 30, 40, 50, 31, 41, 51]);
    for (const step of [0, 1]) {
      const { texts, labels } = batchOf(step, 3, sentences.length);
      const rebuilt = [0, 1, 2].map(j => texts.map(column => sentences[column[j]!]));
      expect(rebuilt).toEqual(pairs.slice(3 * step, 3 * step + 3));
      expect(Array.from(labels)).toEqual([1, 1, 0]);
    }
  });

  it('starts over when the sentences are used up, as the peer does', () => {
    expect(batchOf(2, 3, 12)).toEqual(batchOf(0, 3, 12));
  });
});

describeShared('readTokenPairs', shared => {
  it('reads both questions of pairs from the whole file', async () => {
    const [few, all] = [await readTokenPairs(shared, 500), await readTokenPairs(shared, 4000)];
    const mean = (rows: readonly TokenPair[]) =>
      rows.flat().reduce((sum, ids) => sum + ids.length, 0) / (2 * rows.length);
    expect(few.flat().every(ids => ids[0] === 101 && ids.at(-1) === 102)).toBe(true);
    expect(Math.abs(mean(few) / mean(all) - 1)).toBeLessThan(0.05);
  });
});
