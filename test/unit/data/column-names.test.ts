import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { columnNames } from '../../../src/data/column-names.ts';
import type { Wanted } from '../../../src/data/columns.ts';
import { failure, folder } from './files.ts';

const read = (file: string, content: string, wanted: Wanted = { names: {} }) =>
  columnNames({ path: join(folder({ [file]: content }), file), shown: file }, wanted);

describe('columnNames', () => {
  it('has the names as the file writes them', async () => {
    const names = { first: 'Question 1', second: 'question_2', label: 'is_duplicate' };
    expect(await read('a.csv', 'id,is_duplicate,question_2,Question 1\n1,0,b,a\n')).toEqual(names);
    expect(await read('a.jsonl', '{"text1": "a", "text2": "b", "label": 1}\n')).toEqual({
      ...{ first: 'text1', second: 'text2', label: 'label' },
    });
    const configured = { names: { first: 'q', second: 'a', label: 'same' } };
    expect(await read('a.tsv', 'q\ta\tsame\n', configured)).toEqual(configured.names);
  });

  it('calls the label what is configured, else label, where the file has none', async () => {
    const triplets = 'anchor\tpositive\tnegative\na\tb\tc\n';
    const names = { first: 'anchor', second: 'positive' };
    expect(await read('a.tsv', triplets)).toEqual({ ...names, label: 'label' });
    const wanted = { names: { label: 'same' }, format: 'triplet' } as const;
    expect(await read('a.tsv', triplets, wanted)).toEqual({ ...names, label: 'same' });
  });

  it('reads no row: what is wrong with one is told elsewhere', async () => {
    expect((await read('a.csv', 'text1,text2,label\na,b\n"')).label).toBe('label');
    expect((await failure(read('a.csv', 'x,y,z\n'))).code).toBe('DATA_COLUMN_MISSING');
  });
});
