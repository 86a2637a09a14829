import { describe, expect, it } from 'vitest';
import { loadData } from '../../../src/data/load.ts';
import type { PairTable } from '../../../src/data/pair.ts';
import { readSplits } from '../../../src/data/splits.ts';
import { failure, folder, options, readRows } from './files.ts';
import { parquetFile } from './parquet-fixture.ts';

const HEADER = 'text1\ttext2\tlabel';
const TRAIN = `${HEADER}\na\tb\t1\nc\td\t0\n`;

/** Each pair's value, as it would be read beside its texts. */
function valuesOf({ slices = {}, length }: PairTable, column: string): (string | undefined)[] {
  const { values, of } = slices[column]!;
  return Array.from({ length }, (_, i) => values[of[i]!]);
}

async function read(name: string, content: string | Uint8Array, slices: string[]) {
  const root = folder({ 'train.tsv': TRAIN, 'validation.tsv': TRAIN, [name]: content });
  const { splits } = await readSplits(options({ test: name }), root, { slices });
  return splits;
}

const parquet = parquetFile(
  [
    { name: 'text1', type: 'string', values: ['k', 'm', 'o', 'q'] },
    { name: 'text2', type: 'string', values: ['l', 'n', 'p', 'r'] },
    { name: 'label', type: 'int32', values: [0, 1, 1, 0] },
    { name: 'source', type: 'string', values: ['forum', ' mail ', null, 'forum'] },
    { name: 'year', type: 'int64', values: [2023n, 2024n, 2024n, 2023n] },
    { name: 'new', type: 'boolean', values: [true, false, true, true] },
  ],
  { rowsPerGroup: 3 },
);

describe('columns of the test data', () => {
  it.each([
    [
      'test.csv',
      'text1,text2,label,source,year,new\nk,l,0,forum,2023,true\nm,n,1," mail ",2024,false\no,p,1,,2024,true\nq,r,0,"forum",2023,true\n',
    ],
    [
      'test.tsv',
      'new\tyear\tsource\ttext1\ttext2\tlabel\ntrue\t2023\tforum\tk\tl\t0\nfalse\t2024\tmail\tm\tn\t1\ntrue\t2024\t  \to\tp\t1\ntrue\t2023\tforum\tq\tr\t0\n',
    ],
    [
      'test.jsonl',
      '{"text1":"k","text2":"l","label":0,"source":"forum","year":2023,"new":true}\n{"label":1,"source":" mail ","year":2024,"new":false,"text1":"m","text2":"n"}\n{"text1":"o","text2":"p","label":1,"year":2024,"new":true}\n{"text1":"q","text2":"r","label":0,"source":"forum","year":2023,"new":true,"more":[1]}\n',
    ],
    ['test.parquet', parquet],
  ])('are read from %s as text, with empty cells as none', async (name, content) => {
    const { test } = await read(name, content, ['source', 'year', 'new']);
    expect([...test].map(({ first }) => first)).toEqual(['k', 'm', 'o', 'q']);
    expect(valuesOf(test, 'source')).toEqual(['forum', 'mail', undefined, 'forum']);
    expect(valuesOf(test, 'year')).toEqual(['2023', '2024', '2024', '2023']);
    expect(valuesOf(test, 'new')).toEqual(['true', 'false', 'true', 'true']);
    // Every value once, sorted, and one number a pair.
    expect(test.slices!.source).toEqual({ values: ['forum', 'mail'], of: Int32Array.of(0, 1, -1, 0) });
  });

  it('stand beside the test pairs alone: other splits need not have them', async () => {
    const { train, validation, test } = await read('test.tsv', `${HEADER}\tsource\nk\tl\t0\tx\n`, ['source']);
    expect([train.slices, validation.slices]).toEqual([undefined, undefined]);
    expect(valuesOf(test, 'source')).toEqual(['x']);
    expect((await read('test.tsv', `${HEADER}\tsource\nk\tl\t0\tx\n`, [])).test.slices).toBeUndefined();
  });

  it('may be those of the pair itself, and are found in another case', async () => {
    const { test } = await read('test.tsv', `${HEADER}\tSource\nk\tl\t0\tx\n`, ['label', 'text1', 'source']);
    expect(Object.keys(test.slices!)).toEqual(['label', 'text1', 'source']);
    expect(valuesOf(test, 'label')).toEqual(['0']);
    expect(valuesOf(test, 'source')).toEqual(['x']);
  });

  it('may have the name of what every object has', async () => {
    const { test } = await read('test.tsv', `${HEADER}\t__proto__\nk\tl\t0\tx\n`, ['__proto__']);
    expect(Object.entries(test.slices!)).toEqual([['__proto__', { values: ['x'], of: Int32Array.of(0) }]]);
  });

  it('go along with the pairs that are taken, and with each pair of a triplet', async () => {
    const rows = 'anchor\tpositive\tnegative\tsource\na\tb\tc\tx\nd\te\tf\ty\n';
    const { test } = await read('test.tsv', rows, ['source']);
    expect(valuesOf(test, 'source')).toEqual(['x', 'x', 'y', 'y']);
    expect(valuesOf(test.take(Int32Array.of(3, 0)), 'source')).toEqual(['y', 'x']);
  });

  it('are missed by name, with those that are there', async () => {
    const root = folder({
      'train.tsv': TRAIN,
      'validation.tsv': TRAIN,
      'test/1.tsv': `${HEADER}\tsource\nk\tl\t0\tx\n`,
      'test/2.jsonl': '{"text1":"m","text2":"n","label":1,"sorce":"x"}\n',
    });
    const work = loadData(options({ test: 'test/*' }), root, { seed: 1, slices: ['source'] });
    const error = await failure(work);
    expect(error.code).toBe('DATA_COLUMN_MISSING');
    expect(error.place).toEqual({ file: 'test/2.jsonl', line: 1 });
    expect(error.details.join()).toMatch(
      /no column "source".*"sorce".*the columns are "text1", "text2", "label", "sorce"/,
    );
  });

  it('have one value a row', async () => {
    const wanted = { names: {}, slices: ['tags'] };
    const line = '{"text1":"a","text2":"b","label":1,"tags":';
    const { examples } = await readRows('a.jsonl', `${line}null}\n${line}"x"}`, wanted);
    expect(examples.map(({ slices }) => slices)).toEqual([[undefined], ['x']]);
    const error = await failure(readRows('a.jsonl', `${line}"x"}\n${line}["x"]}`, wanted));
    expect(error).toMatchObject({ code: 'DATA_SYNTAX', place: { file: 'a.jsonl', line: 2 } });
    expect(error.details.join()).toMatch(/column "tags" is an array/);
  });

  it('mend bytes that are not UTF-8, and report their line', async () => {
    const row = '{"text1":"a","text2":"b","label":1,"source":"\\ud83d"}';
    const { examples, invalid } = await readRows('a.jsonl', row, { names: {}, slices: ['source'] });
    expect(examples[0]!.slices).toEqual(['\ufffd']);
    expect(invalid).toEqual([1]);
  });
});
