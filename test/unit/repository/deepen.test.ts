import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FinetuneGateError } from '../../../src/errors.ts';
import { openRepository } from '../../../src/repository/open.ts';
import type { Repository } from '../../../src/repository/repository.ts';
import { pullRequest, Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

const failure = (promise: Promise<unknown>): Promise<FinetuneGateError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    error => error,
  );

/** Empty commits on the branch that is checked out. */
function grow(commits: number): void {
  const parent = sandbox.git('rev-parse', 'HEAD');
  const branch = sandbox.git('symbolic-ref', 'HEAD');
  const lines = Array.from({ length: commits }, (_, i) =>
    [
      `commit ${branch}`,
      'committer Test <test@example.com> 1700000000 +0000',
      `data <<END\n${branch} ${i} after ${parent}\nEND`,
      ...(i === 0 ? [`from ${parent}`] : []),
    ].join('\n'),
  );
  const file = join(sandbox.folder, 'import');
  writeFileSync(file, `${lines.join('\n')}\n`);
  sandbox.git('config', 'alias.load', `!git fast-import --quiet < '${file}'`);
  sandbox.git('load');
}

const clone = async (...options: string[]): Promise<Repository> => {
  const name = `clone-${Math.random().toString(36).slice(2)}`;
  sandbox.gitIn(sandbox.folder, 'clone', '--quiet', ...options, `file://${sandbox.root}`, name);
  return (await openRepository(join(sandbox.folder, name)))!;
};

describe('mergeBase in a shallow clone', () => {
  it('fetches the base branch and the history that is missing, as actions/checkout leaves it', async () => {
    const { base } = pullRequest(sandbox);
    const shallow = await clone('--depth=1', '--branch=topic');
    expect(await shallow.isShallow()).toBe(true);
    expect(await shallow.mergeBase('main')).toBe(base);
    expect(await shallow.fileAt(base, 'finetune-gate.yml')).toBe('version: 1\n');
  });

  it('finds a commit that no branch here leads to', async () => {
    const { base } = pullRequest(sandbox);
    const shallow = await clone('--depth=1', '--branch=topic');
    expect(await shallow.mergeBase(base)).toBe(base);
  });

  it('deepens further where both branches have gone far, and no further than needed', async () => {
    const { base } = pullRequest(sandbox);
    grow(120);
    sandbox.git('checkout', '--quiet', 'main');
    sandbox.git('checkout', '--quiet', '-B', 'old', base);
    grow(2000);
    const fork = sandbox.git('rev-parse', 'HEAD');
    grow(130);
    sandbox.git('branch', '--force', 'main', 'HEAD');
    sandbox.git('checkout', '--quiet', '-B', 'topic', fork);
    grow(120);
    const shallow = await clone('--depth=1', '--branch=topic');
    expect(await shallow.mergeBase('main')).toBe(fork);
    expect(await shallow.isShallow()).toBe(true);
  });

  it('takes commits that the remote does not know for granted', async () => {
    const { base } = pullRequest(sandbox);
    const shallow = await clone('--depth=1', '--branch=topic');
    writeFileSync(join(shallow.root, 'local.txt'), 'local');
    sandbox.gitIn(shallow.root, 'add', '--all');
    sandbox.gitIn(shallow.root, 'commit', '--quiet', '--message', 'local');
    expect(await shallow.mergeBase('main')).toBe(base);
  });

  it('says after all of the history that two are unrelated', async () => {
    pullRequest(sandbox);
    sandbox.git('checkout', '--quiet', '--orphan', 'island');
    sandbox.commit('alone');
    const error = await failure((await clone('--depth=1', '--branch=island')).mergeBase('main'));
    expect(error.code).toBe('BASE_REF_MISSING');
    expect(error.message).toContain('unrelated');
  });

  it('refuses a branch that the remote does not have, or a clone without a remote, with the remedy', async () => {
    pullRequest(sandbox);
    const shallow = await clone('--depth=1', '--branch=topic');
    const absent = await failure(shallow.mergeBase('release'));
    expect(absent.code).toBe('BASE_REF_MISSING');
    expect(absent.message).toContain('release');
    expect(absent.remedy).toContain('fetch-depth: 0');
    sandbox.gitIn(shallow.root, 'remote', 'remove', 'origin');
    const alone = await failure(shallow.mergeBase('main'));
    expect(alone.code).toBe('BASE_REF_MISSING');
    expect(alone.message).toContain('no remote `origin`');
    expect(alone.remedy).toContain('fetch-depth: 0');
  });

  it('runs no helper, hook or program that the configuration names', async () => {
    const { base } = pullRequest(sandbox);
    const shallow = await clone('--depth=1', '--branch=topic');
    const trace = join(sandbox.folder, 'ran');
    const script = join(sandbox.folder, 'script');
    writeFileSync(script, `#!/bin/sh\necho "$0" >> '${trace}'\nexec "$@"\n`, { mode: 0o755 });
    for (const hook of ['reference-transaction', 'post-merge', 'pre-auto-gc']) {
      writeFileSync(join(shallow.root, '.git', 'hooks', hook), `#!/bin/sh\necho hook >> '${trace}'\n`, {
        mode: 0o755,
      });
    }
    for (const [key, value] of [
      ['credential.helper', script],
      ['core.askPass', script],
      ['core.sshCommand', script],
      ['remote.origin.uploadpack', `${script} git-upload-pack`],
      ['gc.auto', '1'],
    ] as const)
      sandbox.gitIn(shallow.root, 'config', key, value);
    expect(await shallow.mergeBase('main')).toBe(base);
    expect(existsSync(trace)).toBe(false);
    sandbox.gitIn(shallow.root, 'remote', 'set-url', 'origin', `ext::${script} x`);
    const error = await failure(shallow.mergeBase('other'));
    expect(error.message).toContain("transport 'ext' not allowed");
    expect(existsSync(trace)).toBe(false);
  });
});

describe('mergeBase with a remote that answers over HTTP', () => {
  let server: Server;
  let asked: string[];
  let answer: number | undefined;
  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.headers.authorization ?? '');
      if (answer === undefined) return;
      response.writeHead(answer, { 'www-authenticate': 'Basic realm="x"' }).end();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const remote = (userinfo = '') =>
    `http://${userinfo}127.0.0.1:${(server.address() as AddressInfo).port}/acme/search.git`;

  it('gives up on one that hangs', async () => {
    answer = undefined;
    pullRequest(sandbox);
    const shallow = await clone('--depth=1', '--branch=topic');
    sandbox.gitIn(shallow.root, 'remote', 'set-url', 'origin', remote());
    const error = await failure(shallow.mergeBase('main', { longest: 500 }));
    expect(error.code).toBe('BASE_REF_MISSING');
    expect(error.message).toContain('more than 0.5 s');
    expect(error.remedy).toContain('fetch-depth: 0');
  });

  it('stops when the run is cancelled', async () => {
    answer = undefined;
    pullRequest(sandbox);
    const shallow = await clone('--depth=1', '--branch=topic');
    sandbox.gitIn(shallow.root, 'remote', 'set-url', 'origin', remote());
    const cancel = new AbortController();
    server.once('request', () => cancel.abort());
    const error = await failure(shallow.mergeBase('main', { signal: cancel.signal }));
    expect(error.code).toBe('INTERRUPTED');
  });

  it('asks nobody for a password, sends the header of the checkout, and shows no key', async () => {
    answer = 401;
    pullRequest(sandbox);
    const shallow = await clone('--depth=1', '--branch=topic');
    sandbox.gitIn(shallow.root, 'remote', 'set-url', 'origin', remote('x-access-token:ghs_secret@'));
    const refused = await failure(shallow.mergeBase('main'));
    expect(refused.code).toBe('BASE_REF_MISSING');
    expect([refused.message, ...refused.details].join()).not.toContain('ghs_secret');
    asked = [];
    sandbox.gitIn(shallow.root, 'remote', 'set-url', 'origin', remote());
    sandbox.gitIn(shallow.root, 'config', 'http.extraheader', 'AUTHORIZATION: basic c2VjcmV0');
    await failure(shallow.mergeBase('main'));
    expect(asked[0]).toBe('basic c2VjcmV0');
  });
});

describe('exportAt with Git LFS', () => {
  it('gives the content where this clone has it, and is not taken in by another', async () => {
    const { base } = pullRequest(sandbox);
    const content = 'a\tb\t1\n';
    const oid = 'a17d3a0c4d2cd86bfa1ba8a6f4dd8dc0be46d94e1a0ee7ba4b0bfc3c8c86d0a2';
    const real = createHash('sha256').update(content).digest('hex');
    const pointer = (id: string) =>
      `version https://git-lfs.github.com/spec/v1\noid sha256:${id}\nsize ${content.length}\n`;
    sandbox.write('data/here.tsv', pointer(real));
    sandbox.write('data/false.tsv', pointer(oid));
    sandbox.write('data/absent.tsv', pointer('0'.repeat(64)));
    const commit = sandbox.commit('in LFS');
    for (const id of [real, oid])
      sandbox.write(`.git/lfs/objects/${id.slice(0, 2)}/${id.slice(2, 4)}/${id}`, content);
    const repository = (await openRepository(sandbox.root))!;
    const into = join(sandbox.folder, 'export');
    await repository.exportAt(commit, ['data/*'], into);
    const read = (name: string) => readFileSync(join(into, 'data', name), 'utf8');
    expect(read('here.tsv')).toBe(content);
    expect(read('false.tsv')).toBe(pointer(oid));
    expect(read('absent.tsv')).toBe(pointer('0'.repeat(64)));
    expect(await repository.removedSince(base)).toEqual([]);
  });
});

describe('removedSince', () => {
  it('names what a commit had and the working tree has not, moved or deleted', async () => {
    const { base } = pullRequest(sandbox);
    const repository = (await openRepository(sandbox.root))!;
    sandbox.git('mv', 'finetune-gate.yml', 'two\nlines.yml');
    sandbox.git('rm', '--quiet', 'data/train.tsv');
    expect((await repository.removedSince(base)).sort()).toEqual(['data/train.tsv', 'finetune-gate.yml']);
    sandbox.commit('moved');
    expect((await repository.removedSince(base)).sort()).toEqual(['data/train.tsv', 'finetune-gate.yml']);
  });
});
