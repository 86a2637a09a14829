import { describe, expect, it } from 'vitest';
import { diffData } from '../../../src/data/diff.ts';
import type { Pair, Splits } from '../../../src/data/pair.ts';
import { readSplits } from '../../../src/data/splits.ts';
import { splitsOf } from '../../../src/data/table-builder.ts';
import { good, HEADER } from './bad-inputs.ts';
import { folder, options, pair, splits } from './files.ts';
import { random, randomPairs } from './random.ts';

const only = (train: Pair[]): Splits => splits(train);
const none = { added: 0, removed: 0, relabelled: 0 };

describe('diffData', () => {
  it('tells added, removed and relabelled apart', () => {
    const base = only([pair('a', 'b', 1), pair('c', 'd', 0), pair('e', 'f', 0)]);
    const head = only([
      pair('E', ' f', 0),
      pair('b', 'a', 0),
      pair('new', 'pair', 1),
      pair('another', 'pair', 1),
    ]);
    const { bySplit, ...sums } = diffData(base, head);
    expect(sums).toEqual({ added: 2, removed: 1, relabelled: 1 });
    expect(bySplit).toEqual({ train: sums, validation: none, test: none });
  });

  it('counts repeated rows as often as they stand', () => {
    const twice = [pair('a', 'b', 1), pair('a', 'b', 1)];
    expect(diffData(only([pair('a', 'b', 1)]), only(twice))).toMatchObject({
      added: 1,
      removed: 0,
      relabelled: 0,
    });
    expect(diffData(only(twice), only([pair('a', 'b', 0)]))).toMatchObject({
      added: 0,
      removed: 1,
      relabelled: 1,
    });
    const both = [pair('a', 'b', 1), pair('a', 'b', 0)];
    expect(diffData(only(both), only([both[1]!, both[0]!]))).toMatchObject(none);
  });

  it('takes a move between splits as removed there and added here', () => {
    const p = pair('a', 'b', 1);
    const change = diffData(splits([p]), splits([], [], [p]));
    expect(change).toMatchObject({ added: 1, removed: 1, relabelled: 0 });
    expect(change.bySplit.train).toEqual({ ...none, removed: 1 });
    expect(change.bySplit.test).toEqual({ ...none, added: 1 });
  });

  it('keeps its counts straight on any data', () => {
    for (let seed = 0; seed < 50; seed++) {
      const draw = random(seed);
      const base = only(randomPairs(draw, draw.below(60), 6));
      const head = only(randomPairs(draw, draw.below(60), 6));
      const there = diffData(base, head);
      const back = diffData(head, base);
      expect(there.added - there.removed).toBe(head.train.length - base.train.length);
      expect([back.added, back.removed, back.relabelled]).toEqual([
        there.removed,
        there.added,
        there.relabelled,
      ]);
      expect(diffData(head, only(draw.shuffle([...head.train])))).toMatchObject(none);
    }
  });

  it('counts triplets as their pairs, and a changed score as relabelled', async () => {
    const read = async (train: string) => {
      const root = folder({ ...good, 'train.tsv': train });
      return (await readSplits(options({}), root)).splits;
    };
    const triplets = 'anchor\tpositive\tnegative\na\tb\tc\nd\te\tf\n';
    const change = diffData(await read(triplets), await read(triplets.replace('d\te\tf', 'd\tf\tg')));
    expect(change).toMatchObject({ added: 1, removed: 1, relabelled: 1 });
    const labels = diffData(
      await read(triplets),
      await read(`${HEADER}b\ta\t1\nc\ta\t0\nd\te\t1\nd\tf\t0\n`),
    );
    expect(labels).toMatchObject(none);
    const scores = 'text1\ttext2\tscore\na\tb\t0.5\nc\td\t0.25\n';
    const rescored = diffData(await read(scores), await read(scores.replace('0.25', '0.3')));
    expect(rescored).toMatchObject({ added: 0, removed: 0, relabelled: 1 });
  });

  it('compares over one store as over two', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const draw = random(seed);
      const [base, head] = [randomPairs(draw, 60, 8), randomPairs(draw, 60, 8)];
      const both = splitsOf({ train: base, validation: head, test: [] });
      const { bySplit } = diffData(
        { ...both, validation: both.test },
        { ...both, train: both.validation, validation: both.test },
      );
      expect(bySplit.train).toEqual(diffData(only(base), only(head)).bySplit.train);
    }
  });
});
