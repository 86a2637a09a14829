import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FinetuneGateError } from '../../../src/errors.ts';
import { openRepository } from '../../../src/repository/open.ts';
import type { Repository } from '../../../src/repository/repository.ts';
import { pullRequest, Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let base: string;
let head: string;
let repository: Repository;

beforeEach(async () => {
  sandbox = new Sandbox();
  ({ base, head } = pullRequest(sandbox));
  const opened = await openRepository(sandbox.root);
  if (!opened) throw new Error('the sandbox is a repository');
  repository = opened;
});
afterEach(() => sandbox.remove());

const failure = (promise: Promise<unknown>): Promise<FinetuneGateError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    error => error,
  );

describe('head and merge base', () => {
  it('finds where the pull request left its base branch', async () => {
    expect(await repository.head()).toBe(head);
    expect(await repository.mergeBase('main')).toBe(base);
    expect(await repository.isShallow()).toBe(false);
  });

  it('stays at the fork when the base branch has moved on', async () => {
    sandbox.git('checkout', '--quiet', 'main');
    sandbox.write('later.txt', 'later');
    sandbox.commit('later');
    sandbox.git('checkout', '--quiet', 'topic');
    expect(await repository.mergeBase('main')).toBe(base);
  });

  it('prefers the branch of the remote to a local one', async () => {
    sandbox.git('update-ref', 'refs/remotes/origin/main', base);
    sandbox.git('update-ref', 'refs/heads/main', head);
    expect(await repository.mergeBase('main')).toBe(base);
    expect(await repository.mergeBase('origin/main')).toBe(base);
  });

  it('works with the remote branch alone, as actions/checkout leaves it', async () => {
    sandbox.git('update-ref', 'refs/remotes/origin/main', base);
    sandbox.git('branch', '--quiet', '-D', 'main');
    expect(await repository.mergeBase('main')).toBe(base);
  });

  it('is not misled by a tag named as the base branch', async () => {
    sandbox.git('update-ref', 'refs/remotes/origin/main', base);
    sandbox.git('tag', 'main', head);
    sandbox.git('tag', 'origin/main', head);
    expect(await repository.mergeBase('main')).toBe(base);
  });

  it('takes commits, expressions on HEAD and full names', async () => {
    for (const ref of [base, base.slice(0, 10), 'HEAD~1', 'HEAD^', 'refs/heads/main']) {
      expect(await repository.mergeBase(ref), ref).toBe(base);
    }
  });

  it('says that the base branch is not in the clone, and how to get it', async () => {
    const error = await failure(repository.mergeBase('release/1.x'));
    expect(error.code).toBe('BASE_REF_MISSING');
    expect(error.message).toContain('release/1.x');
    expect(error.remedy).toContain('fetch-depth: 0');
  });

  it('says that histories are unrelated', async () => {
    sandbox.git('checkout', '--quiet', '--orphan', 'island');
    sandbox.commit('alone');
    const error = await failure(repository.mergeBase('main'));
    expect(error.code).toBe('BASE_REF_MISSING');
    expect(error.message).toContain('unrelated');
  });

  it.each([
    '-oProxyCommand=x',
    '--upload-pack=x',
    '',
    'a b',
    'a..b',
    'main^{/x}',
    'main:file',
    'a\nb',
    '@{-1}',
    'main~1',
  ])('refuses the name %j', async ref => {
    expect((await failure(repository.mergeBase(ref))).code).toBe('USAGE');
  });
});

describe('fileAt', () => {
  it('reads text at a commit, whatever the working tree holds', async () => {
    sandbox.write('finetune-gate.yml', 'version: 3\n');
    expect(await repository.fileAt(base, 'finetune-gate.yml')).toBe('version: 1\n');
    expect(await repository.fileAt(head, 'finetune-gate.yml')).toBe('version: 1\n# changed\n');
    expect(await repository.fileAt('HEAD', 'finetune-gate.yml')).toBe('version: 1\n# changed\n');
  });

  it('is null for what is not there', async () => {
    expect(await repository.fileAt(base, 'absent.yml')).toBeNull();
    expect(await repository.fileAt(base, 'finetune-gate.yml/below')).toBeNull();
  });

  it('keeps names that have a meaning to git, and other scripts', async () => {
    const names = ['-rf', '[ab].txt', 'a*.txt', 'Größe 数.txt', 'two\nlines', 'HEAD'];
    for (const name of names) sandbox.write(name, name);
    const commit = sandbox.commit('names');
    for (const name of names) expect(await repository.fileAt(commit, name), name).toBe(name);
    expect(await repository.fileAt(commit, 'b*.txt')).toBeNull();
  });

  it('leaves a Git LFS pointer as it is', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`;
    sandbox.write('.gitattributes', '*.tsv filter=lfs diff=lfs\n');
    sandbox.write('big.tsv', pointer);
    expect(await repository.fileAt(sandbox.commit('lfs'), 'big.tsv')).toBe(pointer);
  });

  it('refuses a link, a folder and a submodule: they are not absent', async () => {
    const link = sandbox.commitEntry('120000', 'finetune-gate.yml', 'elsewhere.yml');
    expect((await failure(repository.fileAt(link, 'finetune-gate.yml'))).message).toContain('symlink');
    expect((await failure(repository.fileAt(base, 'data'))).code).toBe('GIT_FAILED');
  });

  it.each(['../outside', '/etc/passwd', 'a/../../b', '.git/config', 'data/.GIT/config', 'a\\b', ''])(
    'refuses the path %j',
    async path => {
      expect((await failure(repository.fileAt(base, path))).code).toBe('PATH_OUTSIDE');
    },
  );

  it.each(['--help', 'main', 'HEAD:data', ''])('refuses the commit %j', async commit => {
    expect((await failure(repository.fileAt(commit, 'finetune-gate.yml'))).code).toBe('USAGE');
  });

  it('fails on a commit that is not there', async () => {
    const error = await failure(repository.fileAt('1'.repeat(40), 'finetune-gate.yml'));
    expect(error.code).toBe('GIT_FAILED');
  });
});
