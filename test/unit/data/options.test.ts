import { expect, it } from 'vitest';
import { dataOptions } from '../../../src/data/options.ts';

it('makes lists of paths and fills in the defaults', () => {
  expect(dataOptions.parse({ train: 'a.tsv', validation: ' b.tsv', test: ['c.tsv', 'd/*.csv'] })).toEqual({
    train: ['a.tsv'],
    validation: ['b.tsv'],
    test: ['c.tsv', 'd/*.csv'],
    format: 'auto',
    fail_on: ['leakage', 'conflict'],
  });
});

it('takes validation as a fraction', () => {
  const parse = (validation: unknown) => dataOptions.safeParse({ train: 'a', validation, test: 'c' });
  expect(parse(0.1).data?.validation).toBe(0.1);
  for (const refused of [0, 1, -0.1, 1.5, '', [], [''], null, {}]) expect(parse(refused).success).toBe(false);
});

it('refuses unknown keys, kinds and counts', () => {
  const paths = { train: 'a', validation: 'b', test: 'c' };
  for (const wrong of [
    { tests: 'd' },
    { columns: { third: 'x' } },
    { fail_on: ['typo'] },
    { examples: 0 },
    { examples: 1.5 },
  ]) {
    expect(dataOptions.safeParse({ ...paths, ...wrong }).success).toBe(false);
  }
});

it('makes a list of negatives', () => {
  const columns = (negative: unknown) =>
    dataOptions.safeParse({ train: 'a', validation: 'b', test: 'c', columns: { negative } }).data?.columns
      ?.negative;
  expect(columns('n')).toEqual(['n']);
  expect(columns(['m', 'n'])).toEqual(['m', 'n']);
  expect(columns([])).toBeUndefined();
});
