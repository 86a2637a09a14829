import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readContext, refuseForks } from '../../../src/action/context.ts';
import { pullRequest } from './runner.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'context-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function context(payload: unknown, env: Record<string, string> = {}) {
  const path = join(folder, 'event.json');
  writeFileSync(path, typeof payload === 'string' ? payload : JSON.stringify(payload));
  return readContext({
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: path,
    ...env,
  });
}

const repository = { full_name: 'acme/search' };

describe('readContext', () => {
  it('compares a pull request with the commit it would be merged into', () => {
    expect(context(pullRequest())).toMatchObject({
      event: 'pull_request',
      base: 'b'.repeat(40),
      fork: false,
    });
  });

  it('falls back to the branch where the commit is no commit', () => {
    const base = { ref: 'main', sha: '', repo: repository };
    expect(context({ pull_request: { base, head: { repo: repository } } }).base).toBe('main');
    expect(context({ pull_request: { base: { ...base, sha: '--upload-pack=x' }, head: {} } }).base).toBe(
      'main',
    );
  });

  it('compares a merge group with the queue before it', () => {
    const payload = { merge_group: { base_sha: 'd'.repeat(40), base_ref: 'refs/heads/main' }, repository };
    expect(context(payload, { GITHUB_EVENT_NAME: 'merge_group' })).toMatchObject({
      base: 'd'.repeat(40),
      fork: false,
    });
  });

  it('has no base for a push or a dispatch', () => {
    const push = context({ ref: 'refs/heads/main', repository }, { GITHUB_EVENT_NAME: 'push' });
    expect(push).not.toHaveProperty('base');
    expect(push.fork).toBe(false);
  });

  it.each([
    ['another repository', pullRequest('stranger/search'), true],
    ['a deleted one', pullRequest(null), true],
    ['its own', pullRequest(), false],
    ['one that is not named', { pull_request: {} }, true],
    [
      'a workflow that ran for a fork',
      { workflow_run: { head_repository: { full_name: 'stranger/search' } }, repository },
      true,
    ],
    ['a workflow of its own', { workflow_run: { head_repository: repository }, repository }, false],
  ])('knows files of %s', (_, payload, fork) => {
    expect(context(payload).fork).toBe(fork);
  });

  it.each(['pull_request', 'pull_request_target', 'workflow_run'])(
    'refuses to guess about a %s without its payload',
    event => {
      for (const payload of ['', '{', '[']) {
        expect(() => context(payload, { GITHUB_EVENT_NAME: event })).toThrowError(
          expect.objectContaining({ code: 'USAGE' }),
        );
      }
      expect(() => readContext({ GITHUB_EVENT_NAME: event })).toThrowError(
        expect.objectContaining({ code: 'USAGE' }),
      );
    },
  );

  it('does without a payload elsewhere', () => {
    expect(readContext({})).toMatchObject({
      event: '',
      fork: false,
      selfHosted: false,
      workspace: process.cwd(),
    });
  });

  it('takes a machine for self-hosted unless GitHub says that it is its own', () => {
    expect(context({}, { RUNNER_ENVIRONMENT: 'github-hosted' }).selfHosted).toBe(false);
    expect(context({}, { RUNNER_ENVIRONMENT: 'self-hosted' }).selfHosted).toBe(true);
    expect(context({}).selfHosted).toBe(true);
  });
});

describe('refuseForks', () => {
  const run = { id: '41', attempt: 1, job: 'gate/train', url: '' };
  const job = { event: 'pull_request', workspace: '/w', temporary: '/t', tools: '/c', run };
  it.each([
    [true, true, false, true],
    [true, true, true, false],
    [true, false, false, false],
    [false, true, false, false],
  ])('fork %s, self-hosted %s, allowed %s: refused %s', (fork, selfHosted, allowed, refused) => {
    const refuse = () => refuseForks({ ...job, fork, selfHosted }, allowed);
    if (refused) expect(refuse).toThrowError(expect.objectContaining({ code: 'FORK_REFUSED' }));
    else expect(refuse).not.toThrow();
  });

  it('publishes nothing of a fork, wherever and whatever is allowed', () => {
    const refuse = (fork: boolean) => () => refuseForks({ ...job, fork, selfHosted: false }, true, true);
    expect(refuse(true)).toThrowError(expect.objectContaining({ code: 'FORK_REFUSED' }));
    expect(refuse(false)).not.toThrow();
  });
});
