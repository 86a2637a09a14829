import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FinetuneGateError } from '../../../src/errors.ts';
import { gitError } from '../../../src/repository/git-error.ts';
import { openRepository } from '../../../src/repository/open.ts';
import { pullRequest, Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
  // Nothing above the sandbox may be found instead.
  vi.stubEnv('HOME', sandbox.folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  sandbox.remove();
});

describe('openRepository', () => {
  it('finds the root from a folder below, links resolved', async () => {
    pullRequest(sandbox);
    symlinkSync(join(sandbox.root, 'data'), join(sandbox.folder, 'link'));
    expect((await openRepository(join(sandbox.root, 'data')))?.root).toBe(sandbox.root);
    expect((await openRepository(join(sandbox.folder, 'link')))?.root).toBe(sandbox.root);
  });

  it('is null where there is no repository', async () => {
    expect(await openRepository(sandbox.folder)).toBeNull();
  });

  it('fails where the folder does not exist', async () => {
    await expect(openRepository(join(sandbox.folder, 'absent'))).rejects.toMatchObject({
      code: 'GIT_FAILED',
    });
  });

  it('fails where git is not installed, rather than finding no repository', async () => {
    pullRequest(sandbox);
    vi.stubEnv('PATH', join(sandbox.folder, 'nothing'));
    await expect(openRepository(sandbox.root)).rejects.toMatchObject({
      code: 'GIT_FAILED',
      remedy: expect.stringContaining('Install git'),
    });
  });

  it('does not follow variables that point git elsewhere', async () => {
    pullRequest(sandbox);
    vi.stubEnv('GIT_DIR', join(sandbox.folder, 'elsewhere'));
    vi.stubEnv('GIT_WORK_TREE', sandbox.folder);
    vi.stubEnv('EDITOR', 'false');
    expect((await openRepository(sandbox.root))?.root).toBe(sandbox.root);
  });

  it('does not take committed files for a repository whose configuration it would follow', async () => {
    pullRequest(sandbox);
    const planted = join(sandbox.root, 'planted');
    sandbox.gitIn(sandbox.folder, 'init', '--quiet', '--bare', planted);
    sandbox.gitIn(planted, 'config', 'core.bare', 'false');
    sandbox.gitIn(planted, 'config', 'core.worktree', sandbox.root);
    const opened = openRepository(planted);
    await expect(opened).rejects.toMatchObject({
      code: 'GIT_FAILED',
      message: expect.stringContaining('bare repository'),
    });
  });

  it('starts no hook and no file-system monitor', async () => {
    const { base } = pullRequest(sandbox);
    const trace = join(sandbox.folder, 'ran');
    const script = join(sandbox.folder, 'monitor');
    writeFileSync(script, `#!/bin/sh\necho ran > '${trace}'\n`);
    chmodSync(script, 0o755);
    sandbox.git('config', 'core.fsmonitor', script);
    sandbox.git('config', 'diff.external', script);
    sandbox.git('config', 'diff.custom.textconv', script);
    mkdirSync(join(sandbox.root, '.git', 'hooks'), { recursive: true });
    for (const hook of ['post-index-change', 'fsmonitor-watchman']) {
      writeFileSync(join(sandbox.root, '.git', 'hooks', hook), `#!/bin/sh\necho ran > '${trace}'\n`, {
        mode: 0o755,
      });
    }
    sandbox.write('.gitattributes', '*.tsv diff=custom\n');
    sandbox.write('data/train.tsv', 'changed\tb\t1\n');
    const repository = (await openRepository(sandbox.root))!;
    expect([...(await repository.changedLines(base, 'data/train.tsv'))]).toEqual([1]);
    expect(await repository.fileAt(base, 'finetune-gate.yml')).toBe('version: 1\n');
    expect(existsSync(trace)).toBe(false);
  });
});

describe('gitError', () => {
  it('names the remedy for a folder of another user', () => {
    const said =
      "fatal: detected dubious ownership in repository at '/w'\nTo add an exception, call:\n  git config …";
    const error = gitError('rev-parse', '/w', new Error(said));
    expect(error.code).toBe('GIT_FAILED');
    expect(error.message).toContain('dubious ownership');
    expect(error.remedy).toContain('git config --global --add safe.directory /w');
    expect(error.details).toContain('To add an exception, call:');
  });

  it('keeps an error that is already ours', () => {
    const ours = new FinetuneGateError('USAGE', 'x');
    expect(gitError('x', '/w', ours)).toBe(ours);
  });
});
