import { describe, expect, it } from 'vitest';
import { readRetrieval } from '../../../src/commands/read-retrieval.ts';
import { evaluateOptions } from '../../../src/evaluation/options.ts';
import { type Files, folder } from '../data/files.ts';

const FILES: Files = {
  'q.jsonl': '{"id":"q","text":"one"}\n',
  'c.jsonl': '{"id":"a","text":"alpha"}\n{"id":"b","text":"beta"}\n',
  'r.tsv': 'query-id\tcorpus-id\nq\ta\n',
};
const evaluate = evaluateOptions.parse({
  retrieval: { queries: 'q.jsonl', corpus: 'c.jsonl', relevance: 'r.tsv' },
});
const read = (own: Files, base?: Files) =>
  readRetrieval(
    {
      evaluate,
      root: folder({ ...FILES, ...own }),
      ...(base && { retrievalRoot: folder(base) }),
    },
    new AbortController().signal,
  );

describe('readRetrieval', () => {
  it('reads nothing where nothing is configured, and the files at hand without a base branch', async () => {
    const none = readRetrieval(
      { evaluate: evaluateOptions.parse({}), root: '.' },
      new AbortController().signal,
    );
    expect(await none).toBeUndefined();
    expect(await read({})).not.toHaveProperty('note');
  });

  it("is the base branch's, and says so when the pull request has others", async () => {
    expect(await read({}, FILES)).not.toHaveProperty('note');
    const easier = { 'c.jsonl': '{"id":"a","text":"alpha"}\n' };
    const changed = await read(easier, FILES);
    expect(changed?.documents).toEqual(['alpha', 'beta']);
    expect(changed?.note).toContain('those of the base branch were scored');
    const broken = await read({ 'r.tsv': 'query-id\tcorpus-id\nnobody\ta\n' }, FILES);
    expect(broken?.note).toContain('those of the base branch were scored');
  });

  it.each([
    ['are new', {}],
    ['are in Git LFS', { ...FILES, 'c.jsonl': 'version https://git-lfs.github.com/spec/v1\n' }],
  ])("is the pull request's own with a note where the base branch's %s", async (_, base) => {
    const set = await read({}, base);
    expect(set?.documents).toEqual(['alpha', 'beta']);
    expect(set?.note).toContain("this change's were scored");
  });

  it("does not pass over a fault in the base branch's", async () => {
    await expect(read({}, { ...FILES, 'r.tsv': 'query-id\tcorpus-id\nq\tz\n' })).rejects.toMatchObject({
      code: 'DATA_ID_INVALID',
      message: expect.stringContaining('base branch'),
      remedy: expect.stringContaining('on the base branch itself'),
      place: undefined,
    });
  });
});
