import { describe, expect, it } from 'vitest';
import { Deadline } from '../../../src/commands/deadline.ts';
import { findNearDuplicates } from '../../../src/commands/near-duplicates.ts';
import { TextIndex } from '../../../src/commands/text-index.ts';
import type { Pair } from '../../../src/data/pair.ts';
import { splits } from '../data/files.ts';
import { engine } from '../model/tiny.ts';

/** Texts are angles in degrees, `12`, `12.4` or with a mark, `12'`: the embedding is the direction. */
const vector = (text: string) => {
  const angle = (Number.parseFloat(text) / 180) * Math.PI;
  return [Math.cos(angle), Math.sin(angle)];
};
const pair =
  (file: string) =>
  (cells: string, i: number): Pair => {
    const [first = '', second = '', label] = cells.split(' ');
    return { first, second, label: label === '1' ? 1 : 0, file, line: i + 1 };
  };
const splitsOf = (train: string[], validation: string[], test: string[]) =>
  splits(train.map(pair('train')), validation.map(pair('validation')), test.map(pair('test')));
const context = { signal: new AbortController().signal, deadline: new Deadline(undefined) };

function find(given: ReturnType<typeof splitsOf>, drop?: number) {
  const index = new TextIndex(given);
  const matrix = Float32Array.from(index.texts.flatMap(vector));
  const row = Int32Array.from(index.texts.keys());
  return findNearDuplicates(given, index, { matrix, dimensions: 2, row }, engine, drop, context);
}

// cos 10° = 0.985, cos 15° = 0.966: at 0.97 texts are near up to 14 degrees apart.
const SPLITS = splitsOf(
  [
    '0 90 1', // near test 1, in order
    '95 3 0', // near test 1, the other way round
    '0 60 1', // only one text near
    '200 300 1', // near nothing but the next
    '305 205 1', // repeats the one before
    '210 310 0', // near both, but with the other label
    '130 160 1', // the same as test 2, word for word
    '250 20 1', // near validation 1
    '315 215 1', // near the fifth, not the fourth
  ],
  ['248 22 1', '60 180 0'],
  ['4 91 0', "130' 160 1", '131 20 0'],
);

describe('findNearDuplicates', () => {
  it('counts pairs whose texts are both near, in either order, and texts', async () => {
    const { summary, dropped } = await find(SPLITS);
    expect(summary.threshold).toBe(0.97);
    // Texts: 4, 91, 130' (which is another text than 130, also to the comparison of words) and 131.
    expect(summary.test).toEqual({ trainPairs: 3, pairs: 2, texts: 4 });
    expect(summary.validation).toEqual({ trainPairs: 1, pairs: 1, texts: 2 });
    expect(summary.examples.map(({ split, train, other }) => [split, train.line, other.line])).toEqual([
      ['test', 7, 2],
      ['test', 1, 1],
      ['validation', 8, 1],
    ]);
    expect(summary.examples[0]).toMatchObject({ similarity: 1, other: { first: "130'", second: '160' } });
    expect(summary.examples[1]?.similarity).toBeCloseTo(Math.cos((4 / 180) * Math.PI), 6);
    expect(dropped).toEqual([]);
  });

  it('does not count again what the comparison of words finds', async () => {
    const same = splitsOf(['10 50 1'], ['200 300 1'], ['50. 10 0', '90 95 1']);
    expect((await find(same)).summary.test).toEqual({ trainPairs: 0, pairs: 0, texts: 0 });
    expect((await find(same, 0.97)).dropped).toMatchObject([{ pair: 0, because: 'test' }]);
  });

  it('drops what is near test or validation, and of train all but the first of a group with one label', async () => {
    const { dropped } = await find(SPLITS, 0.97);
    const line = (file: string, n: number) => ({ file, line: n });
    expect(dropped).toEqual([
      { pair: 0, ...line('train', 1), because: 'test', near: line('test', 1) },
      { pair: 1, ...line('train', 2), because: 'test', near: line('test', 1) },
      { pair: 4, ...line('train', 5), because: 'train', near: line('train', 4) },
      { pair: 6, ...line('train', 7), because: 'test', near: line('test', 2) },
      { pair: 7, ...line('train', 8), because: 'validation', near: line('validation', 1) },
      { pair: 8, ...line('train', 9), because: 'train', near: line('train', 4) },
    ]);
  });

  it('finds nothing at a threshold of 1 but what is the same', async () => {
    expect((await find(SPLITS, 1)).dropped.map(({ pair: number }) => number)).toEqual([6]);
  });

  it('keeps to the budget', async () => {
    const index = new TextIndex(SPLITS);
    const matrix = Float32Array.from(index.texts.flatMap(vector));
    const features = { matrix, dimensions: 2, row: Int32Array.from(index.texts.keys()) };
    const spent = { ...context, deadline: new Deadline(-1) };
    await expect(findNearDuplicates(SPLITS, index, features, engine, undefined, spent)).rejects.toMatchObject(
      {
        code: 'BUDGET_EXCEEDED',
      },
    );
  });

  it('makes no copy of the embeddings of train', async () => {
    const dimensions = 512;
    const given = splitsOf(
      Array.from({ length: 4000 }, (_, i) => `a${i} b${i} 1`),
      ['c0 d0 1'],
      ['e0 f0 1'],
    );
    const index = new TextIndex(given);
    const matrix = new Float32Array(index.size * dimensions).fill(1);
    const row = Int32Array.from(index.texts.keys());
    const failing = { ...engine, compile: () => () => Promise.reject(new Error('far enough')) };
    const before = process.memoryUsage().arrayBuffers;
    const started = findNearDuplicates(
      given,
      index,
      { matrix, dimensions, row },
      failing,
      undefined,
      context,
    );
    // At the first comparison: what it compares is a part of the matrix.
    const taken = process.memoryUsage().arrayBuffers - before;
    await expect(started).rejects.toThrow('far enough');
    expect(taken).toBeLessThan(matrix.byteLength);
  });
});
