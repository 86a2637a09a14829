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
