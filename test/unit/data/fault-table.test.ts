import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadData } from '../../../src/data/load.ts';
import { EXIT } from '../../../src/error-codes.ts';
import { badInputs, good, HEADER, pointer } from './bad-inputs.ts';
import { failure, folder, options } from './files.ts';

describe('each bad input', () => {
  it.each(badInputs)('$name: $code', async row => {
    const root = folder({ ...good, ...row.files });
    const before = snapshot(root);
    const error = await failure(loadData(options(row.options ?? {}), root, { seed: 42 }));
    const place = error.place && [error.place.file, error.place.line].filter(Boolean).join(':');
    expect([error.code, row.place ?? place]).toEqual([row.code, place]);
    const shown =
      row.code === 'DATA_NOT_FOUND' || error.details.length === 0 ? error.message : error.details[0];
    expect(shown).toMatch(row.says);
    expect([EXIT.usage, EXIT.other]).toContain(error.exitCode);
    expect(error.remedy).not.toBe('');
    expect(snapshot(root)).toEqual(before);
  });

  it('is bad for the reason given: the good files load', async () => {
    const { splits } = await loadData(options({}), folder(good), { seed: 42 });
    expect([splits.train.length, splits.validation.length, splits.test.length]).toEqual([3, 2, 2]);
  });
});

describe('faults in many places', () => {
  it('are gathered over all files of the split: the first ten and the total', async () => {
    const bad = (label: string) => `${HEADER}${`a\tb\t${label}\n`.repeat(8)}`;
    const root = folder({ ...good, 'more/1.tsv': bad('x'), 'more/2.tsv': bad('y'), 'more/3.tsv': pointer });
    const error = await failure(
      loadData(options({ train: ['train.tsv', 'more/{1,2}.tsv'] }), root, { seed: 42 }),
    );
    expect(error.message).toBe('The train data has 16 labels that are not 0 or 1.');
    expect(error.details).toEqual([
      ...[2, 3, 4, 5, 6, 7, 8, 9].map(line => `more/1.tsv:${line}: the label is "x"`),
      'more/2.tsv:2: the label is "y"',
      'more/2.tsv:3: the label is "y"',
      '… and 6 more, 16 in all',
    ]);
    const all = await failure(loadData(options({ train: 'more/*.tsv' }), root, { seed: 42 }));
    expect(all.code).toBe('DATA_LFS_POINTER');
    expect(all.details.at(-1)).toBe(
      'also 16 labels that are not 0 or 1 (DATA_LABEL_INVALID), first at more/1.tsv:2: the label is "x"',
    );
  });

  it('of the paths come before any file is read', async () => {
    const root = folder({ ...good, 'train.tsv': `${HEADER}a\tb\tx\n` });
    expect((await failure(loadData(options({ test: 'none.tsv' }), root, { seed: 42 }))).code).toBe(
      'DATA_NOT_FOUND',
    );
  });

  it('show values shortened and escaped', async () => {
    const root = folder({ ...good, 'train.tsv': `${HEADER}a\tb\t\u001b[31m::error::${'x'.repeat(5000)}\n` });
    const error = await failure(loadData(options({}), root, { seed: 42 }));
    expect(error.details).toEqual([`train.tsv:2: the label is "\\u001b[31m::error::${'x'.repeat(46)}…"`]);
  });
});

function snapshot(root: string): unknown {
  const names = readdirSync(root, { recursive: true }).map(String).sort();
  return names.map(name => {
    const path = join(root, name);
    return [name, statSync(path).isFile() ? readFileSync(path, 'hex') : 'folder'];
  });
}
