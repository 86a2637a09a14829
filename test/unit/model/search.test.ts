import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openEngine } from '../../../src/engine/select.ts';
import { pairsAbove } from '../../../src/model/pairs-above.ts';
import { topK } from '../../../src/model/top-k.ts';
import { Vectors } from '../../../src/model/vectors.ts';
import { allCosines } from './oracle.ts';
import { randomTensor } from './tiny.ts';

const DIMENSIONS = 7;
const set = (count: number, seed: number) => randomTensor([count, DIMENSIONS], seed).values;

/** Copies of vectors elsewhere in the set, which then tie; and a zero vector. */
function withCopies(
  values: Float32Array,
  copies: readonly (readonly [from: number, to: number])[],
  zero: number,
) {
  for (const [from, to] of copies) {
    values.copyWithin(to * DIMENSIONS, from * DIMENSIONS, (from + 1) * DIMENSIONS);
  }
  return values.fill(0, zero * DIMENSIONS, (zero + 1) * DIMENSIONS);
}

/** The first k of a row, the higher first, of equal ones the lower index: to 12 digits, so that rounding is no order. */
function best(row: readonly number[], k: number, skip = (_: number) => false): number[] {
  const rounded = row.map(score => Number(score.toFixed(12)));
  return [...row.keys()]
    .filter(i => !skip(i))
    .sort((a, b) => rounded[b]! - rounded[a]! || a - b)
    .slice(0, k);
}

describe.each(['onnxruntime', 'reference'] as const)('exact search on %s', name => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ engine: name, provider: 'auto', requireGpu: false }, () => {});
  });
  afterAll(() => engine.dispose());

  const queries = set(37, 1);
  const corpus = withCopies(
    set(203, 2),
    [
      [5, 150],
      [5, 64],
      [9, 63],
      [0, 202],
    ],
    100,
  );
  const cosines = allCosines(queries, corpus, DIMENSIONS);
  const [a, b] = [new Vectors(queries, DIMENSIONS), new Vectors(corpus, DIMENSIONS)];

  it.each([
    ['one block', { rows: 2048, columns: 1024 }],
    ['many blocks', { rows: 10, columns: 64 }],
    ['blocks that end at the last row', { rows: 37, columns: 203 }],
    ['one query at a time', { rows: 1, columns: 64 }],
  ])('finds the nearest that comparing all finds, in %s', async (_, block) => {
    for (const k of [1, 5, 203]) {
      const { indices, scores } = await topK(engine, a, b, k, { block });
      for (const [query, row] of cosines.entries()) {
        const expected = best(row, k);
        expect([...indices.subarray(query * k, (query + 1) * k)]).toEqual(expected);
        for (const [i, index] of expected.entries())
          expect(scores[query * k + i]).toBeCloseTo(row[index]!, 12);
      }
    }
  });

  it('has as many places as the corpus has vectors, and none without a corpus', async () => {
    const small = new Vectors(set(3, 3), DIMENSIONS);
    expect((await topK(engine, a, small, 10)).k).toBe(3);
    expect(await topK(engine, a, new Vectors(new Float32Array(), DIMENSIONS), 10)).toMatchObject({ k: 0 });
    const none = await topK(engine, new Vectors(new Float32Array(), DIMENSIONS), small, 2);
    expect(none.indices).toHaveLength(0);
  });

  it('passes over what is to be skipped, and says where nothing was left', async () => {
    const skip = (query: number, index: number) => index % 3 === query % 3 || index > 150;
    const { indices } = await topK(engine, a, b, 4, { skip, block: { rows: 16, columns: 64 } });
    for (const [query, row] of cosines.entries()) {
      expect([...indices.subarray(query * 4, query * 4 + 4)]).toEqual(best(row, 4, i => skip(query, i)));
    }
    const two = await topK(engine, a, b, 4, { skip: (_, index) => index !== 7 && index !== 8 });
    expect([...two.indices.subarray(0, 4)].toSorted()).toEqual([-1, -1, 7, 8]);
    expect(two.scores[3]).toBe(Number.NEGATIVE_INFINITY);
  });

  it('keeps the lowest indices of very many that are equal', async () => {
    const same = new Float32Array(500 * DIMENSIONS);
    for (let i = 0; i < 500; i++) same.set(queries.subarray(0, DIMENSIONS), i * DIMENSIONS);
    const { indices } = await topK(engine, a, new Vectors(same, DIMENSIONS), 3, {
      block: { rows: 64, columns: 64 },
    });
    expect([...indices]).toEqual(Array.from({ length: 37 }, () => [0, 1, 2]).flat());
  });

  it.each([
    ['one block', { rows: 2048, columns: 1024 }],
    ['many blocks', { rows: 10, columns: 64 }],
  ])('finds every pair at or above a threshold, in %s', async (_, block) => {
    const within = allCosines(corpus, corpus, DIMENSIONS);
    const expected = within.flatMap((row, i) =>
      row.flatMap((score, j) => (j > i && score >= 0.75 ? [[i, j]] : [])),
    );
    expect(expected.length).toBeGreaterThan(100);
    const seen: number[][] = [];
    const found = await pairsAbove(engine, b, 0.75, {
      block,
      limit: 3,
      visit: (first, second) => seen.push([first, second]),
    });
    expect(seen.sort(([a, b], [c, d]) => a! - c! || b! - d!)).toEqual(expected);
    expect(found.total).toBe(expected.length);
    expect(found.pairs.map(({ first, second }) => [first, second])).toEqual(expected.slice(0, 3));

    const between = await pairsAbove(engine, a, 0.6, { block, against: b });
    expect(between.pairs.map(({ first, second }) => [first, second])).toEqual(
      cosines.flatMap((row, i) => row.flatMap((score, j) => (score >= 0.6 ? [[i, j]] : []))),
    );
  });

  it('counts copies as equal although their lengths differ, at a threshold of 1', async () => {
    const values = withCopies(set(70, 4), [[2, 66]], 30);
    for (let i = 0; i < DIMENSIONS; i++) values[66 * DIMENSIONS + i]! *= 4;
    const { pairs } = await pairsAbove(engine, new Vectors(values, DIMENSIONS), 1);
    expect(pairs).toEqual([{ first: 2, second: 66, score: 1 }]);
  });

  it('keeps no tensor, whether it ends, is stopped or fails', async () => {
    const { numTensors } = tf.memory();
    const block = { rows: 10, columns: 64 };
    await topK(engine, a, b, 2, { block });
    await expect(topK(engine, a, b, 2, { block, signal: AbortSignal.abort() })).rejects.toThrow();
    const visit = () => {
      throw new Error('enough');
    };
    await expect(pairsAbove(engine, b, 0.5, { block, visit })).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('tells how far it is, and stops when asked to', async () => {
    const abort = new AbortController();
    const seen: number[] = [];
    const onProgress = (done: number, total: number) => {
      seen.push(done);
      if (done === 20) abort.abort();
      expect(total).toBe(37);
    };
    const search = topK(engine, a, b, 2, {
      block: { rows: 10, columns: 64 },
      onProgress,
      signal: abort.signal,
    });
    await expect(search).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(seen).toEqual([10, 20]);
  });
});

describe('pairsAbove through sketches', () => {
  const WIDE = 160;
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ engine: 'onnxruntime', provider: 'cpu', requireGpu: false }, () => {});
  });
  afterAll(() => engine.dispose());

  /** Vectors of which every fifth is one before it, a little moved; the first quarter's numbers scaled by `head`. */
  function near(count: number, seed: number, head: number): Float32Array {
    const { values } = randomTensor([count, WIDE], seed);
    const moves = randomTensor([count, WIDE], seed + 1).values;
    for (let row = 5; row < count; row += 5) {
      const move = 0.02 * (row % 7);
      for (let i = 0; i < WIDE; i++)
        values[row * WIDE + i] = values[(row - 3) * WIDE + i]! + move * moves[row * WIDE + i]!;
    }
    for (let row = 0; row < count; row++) for (let i = 0; i < WIDE / 4; i++) values[row * WIDE + i]! *= head;
    return values.fill(0, 11 * WIDE, 12 * WIDE);
  }

  it.each([
    ['like the rest', 1],
    ['nothing', 0],
    ['nearly all', 30],
  ])('finds every pair and no other where the first numbers are %s', async (_, head) => {
    const [one, two] = [near(180, 3, head), near(140, 3, head)];
    const cosines = allCosines(one, two, WIDE);
    for (const threshold of [0.9, 0.97, 0.999]) {
      const found: string[] = [];
      const result = await pairsAbove(engine, new Vectors(one, WIDE), threshold, {
        against: new Vectors(two, WIDE),
        block: { rows: 50, columns: 64 },
        visit: (first, second) => found.push(`${first} ${second}`),
      });
      const expected = cosines.flatMap((row, i) =>
        [...row].flatMap((score, j) => (score >= threshold ? [`${i} ${j}`] : [])),
      );
      expect(expected.length).toBeGreaterThan(20);
      expect(found.sort()).toEqual(expected.sort());
      expect(result.total).toBe(expected.length);
    }
  });

  it('leaves no tensor behind, and computes far fewer scores than pairs', async () => {
    const { values } = randomTensor([300, WIDE], 8);
    const vectors = new Vectors(values, WIDE);
    const before = tf.memory().numTensors;
    let looked = 0;
    const cosine = vectors.cosine.bind(vectors);
    vectors.cosine = (...given) => {
      looked++;
      return cosine(...given);
    };
    await pairsAbove(engine, vectors, 0.95);
    expect(looked).toBeLessThan(300);
    expect(tf.memory().numTensors).toBe(before);
  });
});
