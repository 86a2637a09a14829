import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { glob } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectPaths } from '../../../src/repository/glob.ts';

const PATHS = [
  ...[
    '.hidden/a.tsv',
    'a.csv',
    'a.tsv',
    'a/.tsv',
    'a/b.tsv',
    'a/x/b.tsv',
    'a/x/y/b.tsv',
    'b.tsv/c',
    'data/a.jsonl',
  ],
  ...[
    'data/part-1.tsv',
    'data/part-10.tsv',
    'data/part-a.tsv',
    'data/part-数.tsv',
    'test/a.csv',
    'train/a.tsv',
  ],
];

describe('selectPaths', () => {
  it.each<[string, string[]]>([
    ['a.tsv', ['a.tsv']],
    ['./data//a.jsonl', ['data/a.jsonl']],
    ['data/part-?.tsv', ['data/part-1.tsv', 'data/part-a.tsv', 'data/part-数.tsv']],
    ['data/part-[0-9].tsv', ['data/part-1.tsv']],
    ['{train,test}/*.{tsv,csv}', ['test/a.csv', 'train/a.tsv']],
    ['a/**/b.tsv', ['a/b.tsv', 'a/x/b.tsv', 'a/x/y/b.tsv']],
    ['a/*', ['a/b.tsv']],
    ['**/.tsv', ['a/.tsv']],
    ['!a.tsv', []],
    ['A.TSV', []],
    ['a', []],
  ])('%s', (pattern, expected) => {
    expect(selectPaths([pattern], PATHS)).toEqual(expected);
  });

  it('joins patterns, in the order of the paths and each once', () => {
    expect(selectPaths(['train/*', 'a.*', 'a.csv'], PATHS)).toEqual(['a.csv', 'a.tsv', 'train/a.tsv']);
    expect(selectPaths([], PATHS)).toEqual([]);
  });
});

describe('beside the globs of the working tree', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'finetune-gate-glob-'));
    for (const path of PATHS) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), '');
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const names = ['*', '**', '?', 'a', 'part-*', '*.tsv', '*.{tsv,csv}', '[a-t]*', '.*', '!(a)*', 'x'];
  const patterns = names.flatMap(first => [
    first,
    ...names.flatMap(second => [`${first}/${second}`, `${first}/${second}/*`]),
  ]);
  // What walks the working tree is lazier with hidden folders than patterns like `**/.*/*` ask; nobody keeps data there.
  const visible = (paths: string[]) => paths.filter(path => !path.startsWith('.hidden/')).sort();

  it(`finds the same files with ${patterns.length} patterns`, async () => {
    for (const pattern of patterns) {
      const found = await glob(pattern, { cwd: folder, expandDirectories: false });
      expect(visible(selectPaths([pattern], PATHS)), pattern).toEqual(visible(found));
    }
  });
});
