import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dropNearDuplicates } from '../../../src/commands/drop-near-duplicates.ts';
import { loadData } from '../../../src/data/load.ts';
import type { SplitName } from '../../../src/data/pair.ts';
import type { DroppedPair } from '../../../src/report/result.ts';
import { folder, options } from '../data/files.ts';

const JUDGING = 'text1\ttext2\tlabel\nv\tw\t1\nx\ty\t0\n';

/** Drops pairs of the train data by their numbers, with what they are near. */
async function drop(train: string, pairs: readonly (readonly [number, SplitName])[], threshold?: number) {
  const root = folder({
    'train.tsv': train,
    'validation.tsv': JUDGING,
    'test.tsv': JUDGING.replace('v', 'z'),
  });
  const data = await loadData(options({ drop_near_duplicates: threshold }), root, { seed: 1 });
  const near = { file: 'test.tsv', line: 2 };
  const found = pairs.map(
    ([pair, because]): DroppedPair => ({ pair, ...data.splits.train.place(pair), because, near }),
  );
  const file = join(root, 'dropped.jsonl');
  const summary = { threshold: threshold ?? 0.97, examples: [] };
  const job = { data: options({ drop_near_duplicates: threshold }), dropped: file };
  const left = await dropNearDuplicates(job, data, { summary, dropped: found });
  const texts = [...left.data.splits.train].map(({ first, second, label }) => `${first} ${second} ${label}`);
  return { ...left.summary, texts, file, same: left.data === data };
}

describe('dropNearDuplicates', () => {
  const PAIRS = 'text1\ttext2\tlabel\na\tb\t1\nc\td\t0\ne\tf\t1\ng\th\t0\n';

  it('takes the pairs out of train, counts and lists them', async () => {
    const { texts, dropped, file } = await drop(
      PAIRS,
      [
        [0, 'test'],
        [3, 'train'],
      ],
      0.9,
    );
    expect(texts).toEqual(['c d 0', 'e f 1']);
    expect(dropped).toMatchObject({ total: 2, because: { test: 1, validation: 0, train: 1 } });
    expect(dropped?.pairs[0]).toEqual({
      file: 'train.tsv',
      line: 2,
      because: 'test',
      near: { file: 'test.tsv', line: 2 },
    });
    const listed = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(listed.map(({ first, second, label, line }) => [first, second, label, line])).toEqual([
      ['a', 'b', 1, 2],
      ['g', 'h', 0, 5],
    ]);
  });

  it('leaves everything as it is when nothing is configured', async () => {
    const { texts, dropped, file, same } = await drop(PAIRS, [[0, 'test']]);
    expect(texts).toHaveLength(4);
    expect([dropped, existsSync(file), same]).toEqual([undefined, false, true]);
  });

  it('refuses to leave a label without pairs, and writes nothing then', async () => {
    await expect(
      drop(
        PAIRS,
        [
          [0, 'test'],
          [2, 'train'],
        ],
        0.9,
      ),
    ).rejects.toMatchObject({
      code: 'DATA_TOO_SIMILAR',
      message: expect.stringContaining('label 1'),
    });
  });

  it('drops triplets as a whole, or not at all', async () => {
    const triplets = 'anchor\tpositive\tnegative\na\tb\tc\nd\te\tf\ng\th\ti\nj\tk\tl\n';
    // Pairs 0 and 1 are of the first triplet. Near a test pair: one is enough; near train: all of them.
    const { texts, dropped } = await drop(
      triplets,
      [
        [1, 'test'],
        [2, 'train'],
        [4, 'train'],
        [5, 'train'],
      ],
      0.9,
    );
    expect(texts).toEqual(['d e 1', 'd f 0', 'j k 1', 'j l 0']);
    expect(dropped).toMatchObject({ total: 3, because: { test: 1, train: 2 } });
  });
});
