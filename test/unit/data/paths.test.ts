import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveFiles } from '../../../src/data/paths.ts';
import { failure, folder } from './files.ts';

const shown = async (patterns: string[], root: string) =>
  (await resolveFiles(patterns, root)).map(file => file.shown);

describe('resolveFiles', () => {
  it('expands globs, sorts, and takes each file once', async () => {
    const root = folder({ 'data/b.tsv': '', 'data/a.tsv': '', 'data/deep/c.tsv': '', 'data/notes.md': '' });
    expect(await shown(['data/b.tsv', 'data/*.tsv'], root)).toEqual(['data/a.tsv', 'data/b.tsv']);
    expect(await shown(['./data/**/*.tsv'], root)).toEqual(['data/a.tsv', 'data/b.tsv', 'data/deep/c.tsv']);
    expect(await shown(['data/{b,a}.tsv', 'data//deep/../a.tsv'], root)).toEqual([
      'data/a.tsv',
      'data/b.tsv',
    ]);
  });

  it('takes a name with glob characters as it is when it is there', async () => {
    const root = folder({ 'pairs (1).tsv': '', 'pairs [new].tsv': '' });
    expect(await shown(['pairs (1).tsv', 'pairs [new].tsv'], root)).toEqual([
      'pairs (1).tsv',
      'pairs [new].tsv',
    ]);
  });

  it('names every path that matches nothing', async () => {
    const root = folder({ 'data/a.tsv': '' });
    const error = await failure(resolveFiles(['data/a.tsv', 'none.tsv', 'data', 'no*.tsv'], root));
    expect(error.code).toBe('DATA_NOT_FOUND');
    expect(error.message).toBe('No file matches "none.tsv", "data", "no*.tsv".');
  });

  it.each(['../a.tsv', 'data/../../a.tsv', '/etc/passwd', '../*.tsv', 'C:\\data\\a.tsv', '..'])(
    'refuses %s',
    async path => {
      expect((await failure(resolveFiles([path], folder({})))).code).toBe('PATH_OUTSIDE');
    },
  );

  it('follows links inside the root, once per file', async () => {
    const root = folder({ 'data/a.tsv': '' });
    symlinkSync('a.tsv', join(root, 'data/link.tsv'));
    symlinkSync('data', join(root, 'folder'));
    expect(await shown(['data/*.tsv'], root)).toEqual(['data/a.tsv']);
    expect(await shown(['data/link.tsv'], root)).toEqual(['data/link.tsv']);
    expect(await shown(['folder/a.tsv'], root)).toEqual(['folder/a.tsv']);
    expect(await shown(['folder/*.tsv'], root)).toEqual(['folder/a.tsv']);
  });

  it('refuses links that leave the root, named or found by a glob', async () => {
    const outside = folder({ 'secret.tsv': 'x', 'deep/secret.tsv': 'x' });
    const root = folder({ 'data/a.tsv': '' });
    symlinkSync(join(outside, 'secret.tsv'), join(root, 'data/link.tsv'));
    symlinkSync(outside, join(root, 'elsewhere'));
    for (const path of [
      'data/link.tsv',
      'data/*.tsv',
      'elsewhere/secret.tsv',
      'elsewhere/*.tsv',
      'elsewhere/deep/secret.tsv',
    ]) {
      const error = await failure(resolveFiles([path], root));
      expect([path, error.code]).toEqual([path, 'PATH_OUTSIDE']);
    }
  });

  it('does not search linked folders, and passes over broken links', async () => {
    const root = folder({ 'data/a.tsv': '' });
    symlinkSync('/', join(root, 'data/everything'));
    symlinkSync('nowhere', join(root, 'data/broken.tsv'));
    mkdirSync(join(root, 'data/folder.tsv'));
    expect(await shown(['data/**/*.tsv'], root)).toEqual(['data/a.tsv']);
  });

  it('works in a root that is itself reached through a link', async () => {
    const root = folder({ 'real/a.tsv': '' });
    symlinkSync('real', join(root, 'linked'));
    expect(await shown(['*.tsv'], join(root, 'linked'))).toEqual(['a.tsv']);
  });
});
