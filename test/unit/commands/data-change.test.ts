import { describe, expect, it } from 'vitest';
import { changeAgainst } from '../../../src/commands/data-change.ts';
import { readSplits } from '../../../src/data/splits.ts';
import { good, HEADER, pointer } from '../data/bad-inputs.ts';
import type { Files } from '../data/files.ts';
import { folder, options } from '../data/files.ts';

const { signal } = new AbortController();
const version = (files: Files) => ({ root: folder({ ...good, ...files }), data: options({}) });
const read = async (files: Files) => {
  const { data, root } = version(files);
  return (await readSplits(data, root)).splits;
};

describe('changeAgainst', () => {
  it('counts what changed', async () => {
    const head = await read({ 'test.tsv': `${HEADER}k\tl\t0\nx\ty\t1\n` });
    const { change, changeNote } = await changeAgainst(version({}), head, signal);
    expect(change?.bySplit.test).toEqual({ added: 1, removed: 1, relabelled: 1 });
    expect(changeNote).toBeUndefined();
  });

  it('counts test pairs as relabelled whose scores are judged otherwise', async () => {
    const test = 'text1\ttext2\tscore\nk\tl\t0.8\nm\tn\t0.95\no\tp\t0.1\n';
    const { root } = version({ 'test.tsv': test });
    const { splits } = await readSplits(options({ positive_from: 0.9 }), root);
    const base = { root, data: options({ positive_from: 0.7 }) };
    const { change } = await changeAgainst(base, splits, signal);
    expect(change?.bySplit.test).toEqual({ added: 0, removed: 0, relabelled: 1 });
  });

  it('tells which test pairs the base branch has, with their label', async () => {
    const base = version({ 'test.tsv': `${HEADER}k\tl\t0\nm\tn\t1\no\tp\t1\n` });
    const head = await read({ 'test.tsv': `${HEADER}new\tpair\t1\nl\tk\t0\nm\tn\t0\nk\tl\t0\no\tp\t1\n` });
    const { known, added, slices, respelled } = await changeAgainst(base, head, signal);
    // The third is relabelled; the fourth is there once, and the second was that.
    expect(known).toEqual(Uint8Array.of(0, 1, 0, 0, 1));
    expect(added).toEqual(Uint8Array.of(1, 0, 0, 1, 0));
    expect([slices, respelled]).toEqual([undefined, undefined]);
  });

  it('does not know test pairs whose case or white space could carry the label', async () => {
    const base = version({ 'test.tsv': `${HEADER}k\tl\t0\nm m\tn\t1\no\tp\t1\n` });
    const head = await read({ 'test.tsv': `${HEADER}K\tl\t0\nm  m\tn\t1\no\tp\t1\n` });
    const { known, added, change, respelled } = await changeAgainst(base, head, signal);
    expect(known).toEqual(Uint8Array.of(0, 0, 1));
    expect(added).toEqual(Uint8Array.of(0, 0, 0));
    expect(change?.bySplit.test).toEqual({ added: 0, removed: 0, relabelled: 0 });
    expect(respelled).toBe(2);
  });

  it('leaves test pairs in the slices that they have on the base branch', async () => {
    const header = HEADER.replace('\n', '\tsource\tlang\n');
    const base = version({ 'test.tsv': `${header}k\tl\t0\thard\ten\nm\tn\t1\teasy\ten\n` });
    const moved = version({
      'test.tsv': `${header}k\tl\t0\teasy\tde\nm\tn\t1\teasy\tde\no\tp\t1\thard\tde\n`,
    });
    const { splits } = await readSplits(moved.data, moved.root, { slices: ['source', 'lang'] });
    const { slices } = await changeAgainst({ ...base, slices: ['source'] }, splits, signal);
    expect(slices!.source).toEqual({ values: ['easy', 'hard'], of: Int32Array.of(1, 0, 1) });
    expect(slices!.lang).toEqual(splits.test.slices!.lang);
  });

  it("says that the base branch's data is in Git LFS", async () => {
    expect(await changeAgainst(version({ 'train.tsv': pointer }), await read({}), signal)).toEqual({
      changeNote: "The base branch's data is in Git LFS, so this change was not compared with it.",
    });
  });

  it("says what is wrong with the base branch's data", async () => {
    const base = version({ 'train.tsv': `${HEADER}a\tb\tmaybe\n` });
    expect(await changeAgainst(base, await read({}), signal)).toEqual({
      changeNote:
        "The base branch's data cannot be read, so this change was not compared with it: The train data has 1 label that is not 0 or 1.",
    });
  });

  it('is interrupted, and blames nobody for it', async () => {
    await expect(changeAgainst(version({}), await read({}), AbortSignal.abort())).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
  });
});
