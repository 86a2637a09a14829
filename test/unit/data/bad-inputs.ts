import type { ErrorCode } from '../../../src/error-codes.ts';
import { bytes, type Files } from './files.ts';
import { parquetFile } from './parquet-fixture.ts';

export const HEADER = 'question1\tquestion2\tis_duplicate\n';

export const good: Files = {
  'train.tsv': `${HEADER}a\tb\t1\nc\td\t0\ne\tf\t1\n`,
  'validation.tsv': `${HEADER}g\th\t1\ni\tj\t0\n`,
  'test.tsv': `${HEADER}k\tl\t1\nm\tn\t0\n`,
};

export const pointer =
  'version https://git-lfs.github.com/spec/v1\n' +
  'oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';

export interface BadInput {
  readonly name: string;
  /** In place of, or beside, the good files. */
  readonly files: Files;
  readonly options?: object;
  readonly code: ErrorCode;
  readonly place?: string;
  /** The first line of the details, or the message when there are none. */
  readonly says: RegExp;
}

export const badInputs: readonly BadInput[] = [
  {
    name: 'missing file',
    files: {},
    options: { test: 'tests.tsv' },
    code: 'DATA_NOT_FOUND',
    says: /"tests\.tsv"/,
  },
  {
    name: 'glob without a match',
    files: {},
    options: { test: 'more/*.tsv' },
    code: 'DATA_NOT_FOUND',
    says: /"more\/\*\.tsv"/,
  },
  {
    name: 'path outside',
    files: {},
    options: { test: '../test.tsv' },
    code: 'PATH_OUTSIDE',
    place: '../test.tsv',
    says: /leaves/,
  },
  {
    name: 'absolute path',
    files: {},
    options: { test: '/etc/passwd' },
    code: 'PATH_OUTSIDE',
    place: '/etc/passwd',
    says: /leaves/,
  },
  {
    name: 'unknown extension',
    files: { 'test.xlsx': 'x' },
    options: { test: 'test.xlsx' },
    code: 'DATA_FORMAT',
    place: 'test.xlsx',
    says: /"test\.xlsx"/,
  },
  {
    name: 'Git LFS pointer',
    files: { 'train.tsv': pointer },
    code: 'DATA_LFS_POINTER',
    place: 'train.tsv:1',
    says: /^train\.tsv:1: .*lfs: true/,
  },
  {
    name: 'Git LFS pointer for Parquet',
    files: { 'test.parquet': pointer },
    options: { test: 'test.parquet' },
    code: 'DATA_LFS_POINTER',
    place: 'test.parquet:1',
    says: /lfs: true/,
  },
  {
    name: 'common names absent',
    files: { 'train.tsv': 'a\tb\tc\n1\t2\t1\n' },
    code: 'DATA_COLUMN_MISSING',
    place: 'train.tsv:1',
    says: /columns are "a", "b", "c"/,
  },
  {
    name: 'configured column absent',
    files: {},
    options: { columns: { label: 'is_dup' } },
    code: 'DATA_COLUMN_MISSING',
    place: 'train.tsv:1',
    says: /"is_dup" \(label\), the nearest is "is_duplicate"/,
  },
  {
    name: 'key missing in JSON',
    files: { 'test.jsonl': '{"text1":"a","text2":"b","label":1}\n{"text1":"c","label":0}\n' },
    options: { test: 'test.jsonl' },
    code: 'DATA_COLUMN_MISSING',
    place: 'test.jsonl:2',
    says: /no "text2"/,
  },
  {
    name: 'label 2',
    files: { 'train.tsv': `${HEADER}a\tb\t1\nc\td\t2\n` },
    code: 'DATA_LABEL_INVALID',
    place: 'train.tsv:3',
    says: /^train\.tsv:3: the label is "2"$/,
  },
  {
    name: 'label 0.5',
    files: { 'test.jsonl': '{"text1":"a","text2":"b","label":0.5}' },
    options: { test: 'test.jsonl' },
    code: 'DATA_LABEL_INVALID',
    place: 'test.jsonl:1',
    says: /label is 0\.5$/,
  },
  {
    name: 'label empty',
    files: { 'train.tsv': `${HEADER}a\tb\t\n` },
    code: 'DATA_LABEL_INVALID',
    place: 'train.tsv:2',
    says: /label is ""$/,
  },
  {
    name: 'text empty',
    files: { 'train.tsv': `${HEADER}a\tb\t1\n\td\t0\n` },
    code: 'DATA_TEXT_EMPTY',
    place: 'train.tsv:3',
    says: /^train\.tsv:3: the first text is ""$/,
  },
  {
    name: 'text of white space',
    files: { 'validation.tsv': `${HEADER}a\t \u00a0 \t1\n` },
    code: 'DATA_TEXT_EMPTY',
    place: 'validation.tsv:2',
    says: /second text/,
  },
  {
    name: 'text null',
    files: { 'test.jsonl': '{"text1":null,"text2":"b","label":0}' },
    options: { test: 'test.jsonl' },
    code: 'DATA_TEXT_EMPTY',
    place: 'test.jsonl:1',
    says: /first text is null/,
  },
  {
    name: 'text no string',
    files: { 'test.jsonl': '{"text1":{"a":1},"text2":"b","label":0}' },
    options: { test: 'test.jsonl' },
    code: 'DATA_SYNTAX',
    place: 'test.jsonl:1',
    says: /not a string: an object$/,
  },
  {
    name: 'label nested deep',
    files: {
      'test.jsonl': `{"text1":"a","text2":"b","label":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    },
    options: { test: 'test.jsonl' },
    code: 'DATA_LABEL_INVALID',
    place: 'test.jsonl:1',
    says: /the label is an array$/,
  },
  {
    name: 'row nested deep',
    files: { 'test.jsonl': `${'['.repeat(50_000)}${']'.repeat(50_000)}` },
    options: { test: 'test.jsonl' },
    code: 'DATA_SYNTAX',
    place: 'test.jsonl:1',
    says: /not a JSON object: an array$/,
  },
  {
    name: 'row nested deep and never closed',
    files: { 'test.jsonl': '{"text1":'.repeat(50_000) },
    options: { test: 'test.jsonl' },
    code: 'DATA_SYNTAX',
    place: 'test.jsonl:1',
    says: /not JSON: /,
  },
  {
    name: 'ragged row',
    files: { 'train.tsv': `${HEADER}a\tb\t1\nc\td\n` },
    code: 'DATA_SYNTAX',
    place: 'train.tsv:3',
    says: /2 fields where the header has 3/,
  },
  {
    name: 'quote not closed',
    files: { 'test.csv': 'text1,text2,label\n"a\nb",c,1\nd,"e,0\nf,g,1\n' },
    options: { test: 'test.csv' },
    code: 'DATA_SYNTAX',
    place: 'test.csv:4',
    says: /never closed/,
  },
  {
    name: 'not JSON',
    files: { 'test.jsonl': '{"text1":"a","text2":"b","label":1}\n\noops\n' },
    options: { test: 'test.jsonl' },
    code: 'DATA_SYNTAX',
    place: 'test.jsonl:3',
    says: /not JSON: "oops"/,
  },
  {
    name: 'not Parquet',
    files: { 'test.parquet': 'PAR1 no more than this' },
    options: { test: 'test.parquet' },
    code: 'DATA_SYNTAX',
    place: 'test.parquet:1',
    says: /not readable as Parquet/,
  },
  {
    name: 'Parquet label 3',
    files: {
      'test.parquet': parquetFile([
        { name: 'text1', type: 'string', values: ['a', 'b'] },
        { name: 'text2', type: 'string', values: ['c', 'd'] },
        { name: 'label', type: 'int64', values: [1n, 3n] },
      ]),
    },
    options: { test: 'test.parquet' },
    code: 'DATA_LABEL_INVALID',
    place: 'test.parquet:2',
    says: /label is 3$/,
  },
  {
    name: 'UTF-16',
    files: { 'train.tsv': bytes([0xff, 0xfe], [0x61, 0]) },
    code: 'DATA_SYNTAX',
    place: 'train.tsv:1',
    says: /UTF-16/,
  },
  {
    name: 'header only',
    files: { 'test.tsv': HEADER },
    code: 'DATA_SPLIT_EMPTY',
    place: 'test.tsv',
    says: /^test\.tsv: no pairs$/,
  },
  {
    name: 'empty file',
    files: { 'test.tsv': '' },
    code: 'DATA_SPLIT_EMPTY',
    place: 'test.tsv',
    says: /^test\.tsv: no pairs$/,
  },
  {
    name: 'one class',
    files: { 'test.tsv': `${HEADER}a\tb\t1\n\nc\td\ttrue\n` },
    code: 'DATA_ONE_CLASS',
    place: 'test.tsv:2',
    says: /^test\.tsv:2: the label is 1$/,
  },
  {
    name: 'more examples than pairs',
    files: {},
    options: { examples: 4 },
    code: 'DATA_TOO_FEW',
    says: /asks for 4 pairs, but train has 3/,
  },
  {
    name: 'one class after examples',
    files: {
      'train.tsv': `${HEADER}a\tb\t1\n${Array.from({ length: 500 }, (_, i) => `c${i}\td\t0\n`).join('')}`,
    },
    options: { examples: 2 },
    code: 'DATA_ONE_CLASS',
    says: /label is 0$/,
  },
  {
    name: 'texts all linked',
    files: {
      'train.tsv': `${HEADER}${Array.from({ length: 50 }, (_, i) => `hub\t${i}\t${i % 2}\n`).join('')}`,
    },
    options: { validation: 0.1 },
    code: 'DATA_SPLIT_IMPOSSIBLE',
    says: /50 of 50 pairs are linked/,
  },
];
