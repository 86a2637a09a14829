import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import { isCalmGlob } from '../../../src/data/calm-glob.ts';
import { fixtureConfig } from '../../sandbox.ts';

describe('isCalmGlob', () => {
  it.each([
    'data/train.tsv',
    'data/*.tsv',
    'data/**/*.{csv,tsv}',
    'train-*-of-*.parquet',
    'a/*/b/*/c/*/d/*.tsv',
    'pairs (1).tsv',
    'data [old]/x+y.tsv',
  ])('takes %s', pattern => expect(isCalmGlob(pattern)).toBe(true));

  it.each([
    'data/*a*a*a*a*a*b.tsv',
    'data/+(a|aa).tsv',
    'data/(a|aa)+b.tsv',
    'data/{a,aa}+b.tsv',
    'data/[a]+[a]+[a]+[a]+b.tsv',
    '{a,aa}{a,aa}{a,aa}{a,aa}',
    '**/a/**/b/**/*.tsv',
    'a'.repeat(501),
  ])('refuses %s', pattern => expect(isCalmGlob(pattern)).toBe(false));

  it('is asked of every path of the data', () => {
    const text = fixtureConfig().replace('data/train.tsv', "'data/*a*a*a*a*a*b.tsv'");
    expect(() => parseConfig(text, 'f.yml')).toThrow(
      'data.train: "data/*a*a*a*a*a*b.tsv" – expected paths, or globs',
    );
  });
});
