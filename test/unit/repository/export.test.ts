import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository } from '../../../src/repository/open.ts';
import type { Repository } from '../../../src/repository/repository.ts';
import { pullRequest, Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let base: string;
let head: string;
let repository: Repository;
let into: string;

beforeEach(async () => {
  sandbox = new Sandbox();
  ({ base, head } = pullRequest(sandbox));
  repository = (await openRepository(sandbox.root))!;
  into = join(sandbox.folder, 'export');
});
afterEach(() => sandbox.remove());

/** Every byte, sequences that are not UTF-8 included, and more than a pipe holds. */
const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) & 255));

describe('exportAt', () => {
  it('writes what the patterns match, as it was at the commit', async () => {
    sandbox.write('data/train.tsv', 'not committed\n');
    expect(await repository.exportAt(base, ['data/*.tsv', 'absent/**'], into)).toEqual(['data/train.tsv']);
    expect(readFileSync(join(into, 'data/train.tsv'), 'utf8')).toBe('a\tb\t1\nc\td\t0\ne\tf\t1\n');
    expect(readdirSync(into)).toEqual(['data']);
  });

  it('is exact to the byte, in every size', async () => {
    const sizes = [0, 1, 65_535, 65_536, 65_537, BYTES.length];
    for (const size of sizes) sandbox.write(`blobs/${size}.parquet`, BYTES.subarray(0, size));
    const commit = sandbox.commit('binary');
    await repository.exportAt(commit, ['blobs/*'], into);
    for (const size of sizes) {
      const read = readFileSync(join(into, `blobs/${size}.parquet`));
      expect(read.equals(BYTES.subarray(0, size)), `${size} bytes`).toBe(true);
    }
  });

  it('keeps line ends, whatever git is told to do with them', async () => {
    sandbox.git('config', 'core.autocrlf', 'input');
    sandbox.git('config', 'core.eol', 'crlf');
    sandbox.write('.gitattributes', 'mixed.tsv -text\n');
    sandbox.write('mixed.tsv', 'a\r\nb\nc\r');
    await repository.exportAt(sandbox.commit('ends'), ['mixed.tsv'], into);
    expect(readFileSync(join(into, 'mixed.tsv'), 'latin1')).toBe('a\r\nb\nc\r');
  });

  it('takes a pattern literally where there is such a file', async () => {
    sandbox.write('data/[x].tsv', 'brackets');
    sandbox.write('data/x.tsv', 'plain');
    const commit = sandbox.commit('brackets');
    expect(await repository.exportAt(commit, ['./data/[x].tsv'], into)).toEqual(['data/[x].tsv']);
  });

  it('leaves out symbolic links and submodules', async () => {
    const link = sandbox.commitEntry('120000', 'data/link.tsv', '/etc/passwd');
    expect(await repository.exportAt(link, ['**'], into)).toEqual([]);
    sandbox.git('update-index', '--add', '--cacheinfo', `160000,${head},data/module`);
    sandbox.git('commit', '--quiet', '--message', 'module');
    expect(await repository.exportAt('HEAD', ['data/**'], into)).toEqual(['data/train.tsv']);
  });

  it.each([
    '../escape.tsv',
    '.git/config',
    '.GIT/config',
    'data/.git/hooks/post-checkout',
    'git~1/config',
    '.git . /x',
  ])('refuses a tree that holds %j, and writes nothing', async path => {
    const commit = sandbox.commitEntry('100644', path, 'x');
    mkdirSync(into);
    await expect(repository.exportAt(commit, [path, '**'], into)).rejects.toMatchObject({
      code: 'PATH_OUTSIDE',
    });
    expect(readdirSync(into)).toEqual([]);
  });

  it('does not write over what is there', async () => {
    mkdirSync(join(into, 'data'), { recursive: true });
    writeFileSync(join(into, 'data/train.tsv'), 'mine');
    await expect(repository.exportAt(base, ['data/**'], into)).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
    expect(readFileSync(join(into, 'data/train.tsv'), 'utf8')).toBe('mine');
  });
});
