import { describe, expect, it } from 'vitest';
import { loadRetrieval } from '../../../src/data/retrieval.ts';
import { type Files, failure, folder } from './files.ts';

const FILES = { queries: 'queries.jsonl', corpus: 'corpus.jsonl', relevance: 'qrels.tsv' };
const GOOD: Files = {
  'queries.jsonl': '{"_id":"q1","text":"one"}\n{"_id":"q2","text":"two"}\n{"_id":"q3","text":"three"}\n',
  'corpus.jsonl': '{"_id":"a","title":"A","text":"alpha"}\n\n{"_id":"b","title":"","text":"beta"}\n',
  'qrels.tsv': 'query-id\tcorpus-id\tscore\nq2\tb\t2\nq2\ta\t1\nq1\ta\t0\nq3\ta\t1\n',
};
const load = (files: Files = {}, names = FILES) => loadRetrieval(names, folder({ ...GOOD, ...files }));

describe('loadRetrieval', () => {
  it('reads the layout of BEIR, titles before texts, and keeps the queries that can be scored', async () => {
    const { queries, documents, relevant } = await load();
    expect(queries).toEqual(['two', 'three']);
    expect(documents).toEqual(['A alpha', 'beta']);
    expect(relevant.map(grades => [...grades])).toEqual([
      [
        [1, 2],
        [0, 1],
      ],
      [[0, 1]],
    ]);
  });

  it('reads CSV under other names, numbers as ids, and relevance without scores', async () => {
    const set = await load(
      {
        'q.csv': 'qid,query\n7,"one, two"\n',
        'd.csv': 'docid,passage\n01,x\n1,"y ""z"""\n',
        'r.csv': 'qid,docid\n7,1\n',
      },
      { queries: 'q.csv', corpus: 'd.csv', relevance: 'r.csv' },
    );
    expect(set).toMatchObject({ queries: ['one, two'], documents: ['x', 'y "z"'] });
    expect([...set.relevant[0]!]).toEqual([[1, 1]]);
  });

  it('takes no score, however it is left out, for relevant', async () => {
    const jsonl = '{"qid":"q1","pid":"a","score":null}\n{"qid":"q2","pid":"a","score":" "}\n';
    const { relevant } = await load({ 'r.jsonl': jsonl }, { ...FILES, relevance: 'r.jsonl' });
    expect(relevant.map(grades => [...grades])).toEqual([[[0, 1]], [[0, 1]]]);
  });

  it('has a fingerprint of the content, not of ids or of the order of rows', async () => {
    const { fingerprint } = await load();
    const renamed = await load({
      'queries.jsonl': '{"_id":"z","text":"three"}\n{"_id":"y","text":" Two "}\n',
      'corpus.jsonl': '{"_id":"9","text":"beta"}\n{"_id":"8","text":"A alpha"}\n',
      'qrels.tsv': 'query-id\tcorpus-id\tscore\nz\t8\t1\ny\t8\t1\ny\t9\t2\n',
    });
    expect(renamed.fingerprint).toBe(fingerprint);
    const graded = await load({ 'qrels.tsv': 'query-id\tcorpus-id\tscore\nq2\tb\t1\nq2\ta\t1\nq3\ta\t1\n' });
    expect(graded.fingerprint).not.toBe(fingerprint);
    const more = await load({ 'corpus.jsonl': `${GOOD['corpus.jsonl']}{"_id":"c","text":"gamma"}\n` });
    expect(more.fingerprint).not.toBe(fingerprint);
  });

  it.each([
    [
      'an unknown query',
      { 'qrels.tsv': 'query-id\tcorpus-id\nq1\ta\nq9\ta\n' },
      'DATA_ID_INVALID',
      'qrels.tsv',
      3,
    ],
    [
      'an unknown document',
      { 'qrels.tsv': 'query-id\tcorpus-id\nq1\tc\n' },
      'DATA_ID_INVALID',
      'qrels.tsv',
      2,
    ],
    [
      'the same twice',
      { 'qrels.tsv': 'query-id\tcorpus-id\nq1\ta\nq1\ta\n' },
      'DATA_ID_INVALID',
      'qrels.tsv',
      3,
    ],
    [
      'a score in words',
      { 'qrels.tsv': 'query-id\tcorpus-id\tscore\nq1\ta\tyes\n' },
      'DATA_SYNTAX',
      'qrels.tsv',
      2,
    ],
    ...['0x10', '1e400', '1e10', 'NaN', '1,5', 'true'].map(
      score =>
        [
          `the score ${score}`,
          { 'qrels.tsv': `query-id\tcorpus-id\tscore\nq1\ta\t1\nq1\tb\t${score}\n` },
          'DATA_SYNTAX',
          'qrels.tsv',
          3,
        ] as const,
    ),
    [
      'a column given twice',
      { 'qrels.tsv': 'query-id\tquery-id\tcorpus-id\nq1\tq2\ta\n' },
      'DATA_COLUMN_MISSING',
      'qrels.tsv',
      1,
    ],
    [
      'an id given twice',
      { 'corpus.jsonl': '{"_id":"a","text":"x"}\n{"_id":"a","text":"y"}\n{"_id":"b","text":"z"}\n' },
      'DATA_ID_INVALID',
      'corpus.jsonl',
      2,
    ],
    ['no id', { 'queries.jsonl': '{"_id":"","text":"x"}\n' }, 'DATA_ID_INVALID', 'queries.jsonl', 1],
    [
      'an empty text',
      { 'queries.jsonl': '{"_id":"q1","text":" "}\n' },
      'DATA_TEXT_EMPTY',
      'queries.jsonl',
      1,
    ],
    ['a missing column', { 'queries.jsonl': '{"_id":"q1"}\n' }, 'DATA_COLUMN_MISSING', 'queries.jsonl', 1],
    ['no JSON', { 'queries.jsonl': '{"_id":"q1","text":"x"}\nnull\n{' }, 'DATA_SYNTAX', 'queries.jsonl', 2],
    ['too many fields', { 'qrels.tsv': 'query-id\tcorpus-id\nq1\ta\t1\n' }, 'DATA_SYNTAX', 'qrels.tsv', 2],
    ['no queries', { 'queries.jsonl': '' }, 'DATA_SPLIT_EMPTY', 'queries.jsonl', undefined],
    [
      'nothing relevant',
      { 'qrels.tsv': 'query-id\tcorpus-id\tscore\nq1\ta\t0\n' },
      'DATA_SPLIT_EMPTY',
      'qrels.tsv',
      undefined,
    ],
    [
      'a pointer to the data',
      { 'corpus.jsonl': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n' },
      'DATA_LFS_POINTER',
      'corpus.jsonl',
      1,
    ],
  ] as const)('refuses %s', async (_, files, code, file, line) => {
    const error = await failure(load(files));
    expect([error.code, error.place]).toEqual([code, { file, ...(line && { line }) }]);
  });

  it('refuses other formats and other places', async () => {
    const parquet = await failure(load({ 'c.parquet': 'PAR1' }, { ...FILES, corpus: 'c.parquet' }));
    expect([parquet.code, parquet.remedy]).toEqual(['DATA_FORMAT', 'Use .csv, .tsv or .jsonl.']);
    expect((await failure(load({}, { ...FILES, corpus: '../corpus.jsonl' }))).code).toBe('PATH_OUTSIDE');
    expect((await failure(load({}, { ...FILES, corpus: 'none.jsonl' }))).code).toBe('DATA_NOT_FOUND');
  });
});
