import { createHash } from 'node:crypto';
import { openSync, readSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FinetuneGateError } from '../../../src/errors.ts';
import { GitHubReleases } from '../../../src/publish/github-client.ts';
import { type Asset, type Packed, packModel } from '../../../src/publish/pack.ts';
import { publishRelease } from '../../../src/publish/release.ts';
import { releaseSection } from '../../../src/publish/release-body.ts';
import { type Cut, FakeReleases, TOKEN } from '../../github-releases.ts';
import { Sandbox } from '../../sandbox.ts';
import { passing } from '../report/samples.ts';
import { COMMIT, modelFolder } from './model-folder.ts';

const once = { stall: 1000, attempts: 1, first: 1, longest: 1, asked: 1000 };
const patient = { ...once, attempts: 6 };
const never = new AbortController().signal;

let github: FakeReleases;
let packed: Packed;
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = new Sandbox();
  github = await FakeReleases.start();
  // Three parts, so that splitting is among what is cut.
  packed = await packModel(await modelFolder(sandbox.path('model')), sandbox.path('out'), {
    partBytes: 120_000,
    signal: never,
  });
});

const publish = (
  options: {
    force?: boolean;
    patience?: typeof once;
    commit?: string | null;
    signal?: AbortSignal;
    requestMs?: number;
  } = {},
) => {
  const { force = false, patience = once, commit = COMMIT, signal = never, requestMs = 5000 } = options;
  const api = { api: github.url, token: TOKEN, repository: 'acme/search', signal, requestMs };
  const section = releaseSection(passing, packed);
  const wanted = { tag: 'v1', section, assets: packed.assets, force, ...(commit !== null && { commit }) };
  return publishRelease(wanted, new GitHubReleases(api), { patience, signal, log: () => {} });
};
const faultOf = (options: Parameters<typeof publish>[0] = {}): Promise<FinetuneGateError> =>
  publish(options).then(
    () => Promise.reject(new Error('it was published')),
    thrown => thrown,
  );

function bytesOf({ file, start, size }: Asset): Buffer {
  const bytes = Buffer.alloc(size);
  readSync(openSync(file, 'r'), bytes, 0, size, start);
  return bytes;
}

/** One published release, with every file whole and nothing else. */
function expectWhole(about: string): void {
  expect(github.faults, about).toEqual([]);
  expect(github.releases.length, about).toBe(1);
  const [release] = github.releases;
  expect([release!.tag, release!.draft, release!.commitish], about).toEqual(['v1', false, COMMIT]);
  const found = release!.assets.map(({ name, state, bytes }) => [
    ...[name, state, createHash('sha256').update(bytes).digest('hex')],
  ]);
  const wanted = packed.assets.map(one => [
    ...[one.name, 'uploaded', createHash('sha256').update(bytesOf(one)).digest('hex')],
  ]);
  expect(found.sort(), about).toEqual(wanted.sort());
}

describe('publishRelease', () => {
  it('drafts, uploads, checks and publishes', async () => {
    const { url, changed } = await publish();
    expectWhole('at once');
    expect([changed, url]).toEqual([true, expect.stringContaining('/acme/search/releases/tag/v1')]);
    const changes = github.routes.filter(route => !route.startsWith('GET'));
    expect(changes[0]).toBe('POST /releases');
    expect(changes.at(-1)).toMatch(/^PATCH \/releases\/\d+$/);
    expect(changes).toHaveLength(2 + packed.assets.length);
    expect(github.releases[0]!.body).toContain(
      'cat model.tar.gz.part-* > model.tar.gz && sha256sum -c SHA256SUMS',
    );
  });

  it('does nothing where all is there', async () => {
    await publish();
    github.routes.length = 0;
    expect(await publish()).toMatchObject({ changed: false });
    expect(github.routes.filter(route => !route.startsWith('GET'))).toEqual([]);
  });

  it.each<Cut['how']>(['before', 'after', 'half'])(
    'is repaired by a rerun when cut %s each single request',
    async how => {
      await publish();
      const requests = github.routes.length;
      expect(requests).toBeGreaterThan(20);
      for (const digests of how === 'half' ? [true] : [true, false]) {
        // Without digests a few requests more, which the last cut of those is among.
        for (let at = 1; at <= requests + (digests ? 0 : 3 * packed.assets.length); at++) {
          github = await FakeReleases.start();
          github.digests = digests;
          github.cut = { at, how };
          await publish().catch(thrown => expect(thrown.code).toBe('RELEASE_FAILED'));
          if (github.routes.length < at) break;
          github.cut = undefined;
          await publish();
          expectWhole(`${how} request ${at}, ${digests ? 'with' : 'without'} digests`);
        }
      }
    },
    240_000,
  );

  it('goes on by itself when one request is cut', async () => {
    await publish();
    const requests = github.routes.length;
    for (const how of ['before', 'after'] as const) {
      for (let at = 1; at <= requests; at += 3) {
        github = await FakeReleases.start();
        github.cut = { at, how };
        await publish({ patience: patient });
        expectWhole(`${how} request ${at}`);
      }
    }
  });

  it('has patience with limits and faults of the server', async () => {
    github.troubles.push(
      { route: /^GET \/releases$/, status: 429, headers: { 'retry-after': '0' } },
      { route: /^POST \/releases$/, status: 502, done: true },
      { route: /^POST .*assets$/, status: 403, message: 'You have exceeded a secondary rate limit.' },
      { route: /^POST .*assets$/, status: 502, done: true },
      { route: /^PATCH/, status: 500 },
    );
    await publish({ patience: patient });
    expectWhole('after troubles');
  });

  it('ends when a limit lasts too long, and says so', async () => {
    const reset = String(Math.ceil(Date.now() / 1000) + 3600);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    github.troubles.push({ route: /^POST/, status: 403, headers, message: `limit of ${TOKEN}`, times: 9 });
    const { code, message } = await faultOf({ patience: patient });
    expect([code, message]).toEqual(['RELEASE_FAILED', 'GitHub answered 403: limit of ***.']);
    expect(github.routes.filter(route => route.startsWith('POST'))).toHaveLength(1);
  });

  it('stops at once when it is cancelled', async () => {
    const stop = new AbortController();
    github.troubles.push({ route: /^POST/, status: 503, headers: { 'retry-after': '1' }, times: 9 });
    setTimeout(() => stop.abort(), 100);
    expect((await faultOf({ patience: patient, signal: stop.signal })).code).toBe('INTERRUPTED');
  });

  it('checks by downloading where GitHub tells no hash', async () => {
    github.digests = false;
    await publish();
    expectWhole('without digests');
    expect(github.routes.filter(route => /^GET \/\d+$/.test(route))).toHaveLength(packed.assets.length);
  });

  it.each([true, false])('never publishes files that arrive changed (digests: %s)', async digests => {
    github.digests = digests;
    github.garbles = true;
    const { code, message } = await faultOf();
    expect([code, message]).toEqual(['RELEASE_FAILED', expect.stringContaining('each of 3 times')]);
    expect(github.releases.map(({ draft }) => draft)).toEqual([true]);
  });

  it('refuses a published release with other files, and replaces them when forced', async () => {
    await publish();
    const [release] = github.releases;
    release!.assets[0]!.bytes = Buffer.from('another model');
    github.routes.length = 0;
    expect(await faultOf()).toMatchObject({
      code: 'RELEASE_CONFLICT',
      message: expect.stringContaining('model.tar.gz.part-001'),
    });
    expect(github.routes.filter(route => !route.startsWith('GET'))).toEqual([]);
    await publish({ force: true });
    expectWhole('forced');
  });

  it('fills a release that somebody published, and leaves its text and files', async () => {
    const release = github.add({ draft: false, body: 'What is new', commitish: COMMIT });
    github.asset(release, 'app.zip', Buffer.from('theirs'));
    await publish();
    expect(release.body).toMatch(/^What is new\n\n<!-- finetune-gate/);
    expect(release.assets.map(({ name }) => name)).toEqual([
      'app.zip',
      ...packed.assets.map(({ name }) => name),
    ]);
    expect(github.releases).toHaveLength(1);
  });

  it('changes nothing of an immutable release', async () => {
    const release = github.add({ draft: false, immutable: true, commitish: COMMIT });
    const { code, message } = await faultOf({ force: true });
    expect([code, message]).toEqual(['RELEASE_CONFLICT', expect.stringContaining('immutable')]);
    expect([release.assets, release.body]).toEqual([[], '']);
  });

  it('takes the oldest of its drafts and deletes the others, but none of a person', async () => {
    github.pageSize = 2;
    const section = releaseSection(passing, packed);
    const [theirs, first] = [github.add({ body: 'Notes' }), github.add({ body: section })];
    github.add({ body: section });
    for (let i = 0; i < 5; i++) github.add({ tag: `w${i}`, draft: false });
    await publish();
    const left = github.releases.filter(({ tag }) => tag === 'v1');
    expect(left.map(({ id }) => id)).toEqual([theirs.id, first.id]);
    expect([theirs.draft, theirs.body, first.draft]).toEqual([true, 'Notes', false]);
  });

  it('takes the parts of another model out of a draft', async () => {
    const draft = github.add({ body: 'Notes' });
    github.asset(draft, 'model.tar.gz.part-009', Buffer.from('x'));
    github.asset(draft, 'theirs.txt', Buffer.from('x'));
    await publish();
    expect(draft.assets.map(({ name }) => name)).toEqual([
      'theirs.txt',
      ...packed.assets.map(({ name }) => name),
    ]);
  });

  it('holds the tag to the commit that was trained', async () => {
    const object = `object:${'7a'.repeat(20)}`;
    github.tags.set('v1', `tag:${'7a'.repeat(20)}`);
    github.tags.set(object, 'dead'.repeat(10));
    expect(await faultOf()).toMatchObject({
      code: 'RELEASE_CONFLICT',
      message: expect.stringContaining(`stands for ${'dead'.repeat(10)}`),
    });
    expect(github.releases).toEqual([]);
    github.tags.set(object, COMMIT);
    await publish();
    expectWhole('with an annotated tag');
  });

  it('makes no tag for a model whose commit is not known', async () => {
    expect((await faultOf({ commit: null })).code).toBe('RELEASE_CONFLICT');
    github.tags.set('v1', COMMIT);
    await publish({ commit: null });
    expect(github.releases).toHaveLength(1);
  });

  it('says what the token may not do, without the token', async () => {
    github.troubles.push({ route: /^POST/, status: 403, message: `Resource not accessible by ${TOKEN}` });
    const fault = await faultOf({ patience: patient });
    expect(fault.code).toBe('RELEASE_DENIED');
    expect(fault.message).toBe('GitHub answered 403: Resource not accessible by ***.');
    expect(fault.remedy).toContain('contents: write');
  });
});
