import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, shared with the build
import { bundle } from '../../../../scripts/bundle.mjs';
import type { HubEnvironment } from '../../../../src/model/sources/environment.ts';
import type { FetchContext } from '../../../../src/model/sources/fetch-context.ts';
import { fetchModel } from '../../../../src/model/sources/fetch-model.ts';
import { temporaryFolder } from '../tiny.ts';
import { FakeHub, IMPATIENT, serve } from './hub-server.ts';

const WEIGHTS = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 13 + (i >> 7)) & 255));
const MODEL = {
  'modules.json': JSON.stringify([{ path: '' }, { path: '1_Pooling' }]),
  'config.json': '{}',
  '1_Pooling/config.json': '{"pooling_mode_mean_tokens": true}',
  'tokenizer.json': '{}',
  'model.safetensors': WEIGHTS,
  'pytorch_model.bin': 'pickle',
  'README.md': '# Encoder',
};
const NEEDED = [
  '1_Pooling/config.json',
  'config.json',
  'model.safetensors',
  'modules.json',
  'tokenizer.json',
];
const MARK = '.finetune-gate.json';

describe('fetchModel from the hub', () => {
  let hub: FakeHub;
  let childFile: string;
  beforeAll(async () => {
    childFile = path.join(await temporaryFolder(), 'fetch-child.mjs');
    await bundle({ entryPoints: [path.join(import.meta.dirname, 'fetch-child.ts')], outfile: childFile });
  });
  let cache: string;
  let log: string[];

  beforeEach(async () => {
    hub = await new FakeHub(MODEL).start();
    cache = path.join(await temporaryFolder(), 'cache');
    log = [];
  });

  const fetch = (
    revision: string | undefined = hub.commit,
    environment: Partial<HubEnvironment> = {},
    options: Partial<FetchContext> = {},
  ) =>
    fetchModel(
      { kind: 'hub', repository: hub.repository, ...(revision !== '' && { revision }) },
      {
        cache,
        environment: { endpoint: hub.origin, offline: false, ci: false, ...environment },
        signal: new AbortController().signal,
        log: line => log.push(line),
        onProgress: () => {},
        patience: IMPATIENT,
        ...options,
      },
    );
  const filesIn = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name !== MARK)
      .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort();
  const isWhole = (folder: string) => {
    expect(filesIn(folder)).toEqual(NEEDED);
    expect(readFileSync(path.join(folder, 'model.safetensors')).equals(WEIGHTS)).toBe(true);
  };
  /** What is left in the cache beside the model. */
  const rest = () =>
    readdirSync(path.join(cache, 'hub', 'acme', 'encoder')).filter(name => name !== hub.commit);

  it('fetches the needed files once, and then needs no network', async () => {
    const found = await fetch();
    expect(found).toMatchObject({ source: 'hub', revision: hub.commit });
    isWhole(found.folder);
    expect([...hub.fetched].sort()).toEqual(NEEDED);
    expect(rest()).toEqual([]);
    const asked = hub.seen.length;
    expect(await fetch()).toEqual(found);
    expect(await fetch(hub.commit, { offline: true })).toEqual(found);
    expect(hub.seen).toHaveLength(asked);
  });

  it('resolves a branch, a tag and a short commit, and says what they are', async () => {
    hub.refs = {
      main: hub.commit,
      'v1.0': hub.commit,
      'refs/pr/3': hub.commit,
      [hub.commit.slice(0, 7)]: hub.commit,
    };
    for (const revision of ['', ...Object.keys(hub.refs)]) {
      expect((await fetch(revision)).revision, revision).toBe(hub.commit);
    }
    expect(log.filter(line => line.includes(`@${hub.commit}`)).length).toBeGreaterThan(3);
    await expect(fetch('no-such-branch')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    hub.refs = { main: '../../etc' };
    await expect(fetch('main')).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
  });

  it('insists on a revision in CI, and names the one to write', async () => {
    await expect(fetch('', { ci: true })).rejects.toMatchObject({
      code: 'REVISION_REQUIRED',
      remedy: expect.stringContaining(`acme/encoder@${hub.commit}`),
    });
    await expect(fetch('', { ci: true, offline: true })).rejects.toMatchObject({ code: 'REVISION_REQUIRED' });
    hub.misbehaviour = (_, response) => Boolean(response.writeHead(500).end());
    await expect(fetch('', { ci: true })).rejects.toMatchObject({ code: 'REVISION_REQUIRED' });
    hub.misbehaviour = () => false;
    expect((await fetch('main', { ci: true })).revision).toBe(hub.commit);
  });

  it('uses only what is complete when there is to be no network', async () => {
    for (const revision of [hub.commit, 'main', '']) {
      await expect(fetch(revision, { offline: true })).rejects.toMatchObject({ code: 'OFFLINE' });
    }
    expect(hub.seen).toEqual([]);
    await fetch('main');
    const asked = hub.seen.length;
    expect((await fetch('main', { offline: true })).revision).toBe(hub.commit);
    expect(hub.seen).toHaveLength(asked);
  });

  it('does not use a folder that somebody took a file out of, or shortened', async () => {
    const { folder } = await fetch();
    rmSync(path.join(folder, 'tokenizer.json'));
    await expect(fetch(hub.commit, { offline: true })).rejects.toMatchObject({ code: 'OFFLINE' });
    isWhole((await fetch()).folder);
    truncateSync(path.join(folder, 'model.safetensors'), 100);
    isWhole((await fetch()).folder);
    writeFileSync(path.join(folder, MARK), '{');
    isWhole((await fetch()).folder);
    expect(rest()).toEqual([]);
  });

  it('keeps what it has when it fails, and goes on from there', async () => {
    hub.misbehaviour = ({ path: asked }, response) =>
      asked.endsWith('model.safetensors') && Boolean(response.writeHead(403).end());
    await expect(fetch()).rejects.toMatchObject({ code: 'DOWNLOAD_DENIED' });
    expect(rest()).toHaveLength(1);
    hub.misbehaviour = () => false;
    const before = hub.fetched.length;
    isWhole((await fetch()).folder);
    expect(hub.fetched.slice(before)).not.toContain('config.json');
    expect(rest()).toEqual([]);
  });

  it('is fetched by many at once without harm', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => fetch()));
    expect(new Set(all.map(({ folder }) => folder)).size).toBe(1);
    isWhole(all[0]!.folder);
    expect(rest()).toEqual([]);
  });

  const child = () =>
    spawn(process.execPath, [childFile, hub.origin, cache, hub.repository, hub.commit], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  it('is fetched by many processes at once without harm', async () => {
    const ends = Array.from({ length: 3 }, () => {
      const process = child();
      return new Promise(resolve => process.on('exit', resolve));
    });
    expect(await Promise.all(ends)).toEqual([0, 0, 0]);
    isWhole((await fetch(hub.commit, { offline: true })).folder);
    expect(rest()).toEqual([]);
  });

  it('goes on where a process was killed', async () => {
    let arrived = () => {};
    const half = new Promise<void>(resolve => {
      arrived = resolve;
    });
    hub.misbehaviour = ({ path: asked }, response) => {
      if (!asked.endsWith('model.safetensors')) return false;
      response.writeHead(200, { 'content-length': WEIGHTS.length });
      response.write(WEIGHTS.subarray(0, 120_000));
      arrived();
      return true;
    };
    const process = child();
    await half;
    const part = () =>
      rest()
        .map(name => path.join(cache, 'hub', 'acme', 'encoder', name, 'model.safetensors.part'))
        .map(file => readFileSync(file).length);
    await expect.poll(part, { timeout: 10_000 }).toEqual([120_000]);
    process.kill('SIGKILL');
    await new Promise(resolve => process.on('exit', resolve));
    await expect(fetch(hub.commit, { offline: true })).rejects.toMatchObject({ code: 'OFFLINE' });

    hub.misbehaviour = () => false;
    const before = hub.seen.length;
    isWhole((await fetch()).folder);
    const weights = hub.seen.slice(before).filter(({ path: asked }) => asked.endsWith('model.safetensors'));
    expect(weights.map(({ headers }) => headers.range)).toEqual(['bytes=120000-']);
    expect(rest()).toEqual([]);
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    hub.misbehaviour = ({ path: asked }) => {
      if (!asked.endsWith('model.safetensors')) return false;
      abort.abort();
      return true;
    };
    await expect(fetch(hub.commit, {}, { signal: abort.signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
  });

  it('sends its token with every request to the hub and with none to its store', async () => {
    const store = await serve((_, response) => response.end(WEIGHTS));
    hub.misbehaviour = ({ path: asked }, response) =>
      asked.endsWith('model.safetensors') &&
      Boolean(response.writeHead(302, { location: `${store.origin}/b` }).end());
    isWhole((await fetch('main', { token: 'hf_secret' })).folder);
    expect(new Set(hub.seen.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer hf_secret']),
    );
    expect(store.seen).toHaveLength(1);
    expect(JSON.stringify(store.seen)).not.toContain('hf_secret');
    expect(log.join()).not.toContain('hf_secret');
  });

  it.each([401, 403])('says that a model is gated: %i', async status => {
    hub.misbehaviour = (_, response) =>
      Boolean(response.writeHead(status, { 'x-error-code': 'GatedRepo' }).end());
    await expect(fetch()).rejects.toMatchObject({
      code: 'DOWNLOAD_DENIED',
      message: expect.stringContaining('GatedRepo'),
      remedy: expect.stringContaining('HF_TOKEN'),
    });
    expect(hub.seen).toHaveLength(1);
  });

  it('tries a listing again', async () => {
    let failures = 2;
    hub.misbehaviour = (_, response) => failures-- > 0 && Boolean(response.writeHead(503).end());
    isWhole((await fetch()).folder);
  });

  it.each([
    ['../../evil', 'leaves the folder'],
    ['/etc/passwd', 'is absolute'],
    ['a\\..\\b', 'is a path elsewhere'],
    ['a\0b', 'is cut by some'],
  ])('refuses a listing with a file called %j', async name => {
    hub.listing = entries => [...entries, { type: 'file', path: name, size: 1, oid: 'a'.repeat(40) }];
    await expect(fetch()).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
    expect(hub.fetched).toEqual([]);
  });

  it.each([
    ['a size below zero', (size: number) => ({ size: -size })],
    ['no size', () => ({ size: 'large' as never })],
    ['no SHA-256', (size: number) => ({ size, lfs: { size, pointerSize: 1 } as never })],
    [
      'another size',
      (size: number) => ({ size, lfs: { oid: 'a'.repeat(64), size: size - 1, pointerSize: 1 } }),
    ],
    ['another hash', (size: number) => ({ size, lfs: { oid: 'a'.repeat(64), size, pointerSize: 1 } })],
  ])('refuses weights with %s', async (_, lie) => {
    hub.listing = entries =>
      entries.map(entry =>
        entry.path === 'model.safetensors' ? { type: 'file', path: entry.path, ...lie(entry.size) } : entry,
      );
    await expect(fetch()).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
    await expect(fetch(hub.commit, { offline: true })).rejects.toMatchObject({ code: 'OFFLINE' });
  });

  it('starts no download that would fill the disk', async () => {
    hub.listing = entries =>
      entries.map(entry => ({ ...entry, lfs: entry.lfs && { ...entry.lfs, size: 2 ** 45 } }));
    await expect(fetch()).rejects.toMatchObject({ code: 'DOWNLOAD_TOO_LARGE' });
    const limits = { download: WEIGHTS.length, unpacked: 1 };
    hub.listing = entries => entries;
    await expect(fetch(hub.commit, {}, { limits })).rejects.toMatchObject({ code: 'DOWNLOAD_TOO_LARGE' });
    expect(hub.fetched).not.toContain('model.safetensors');
  });

  it.each([
    ['an object', {}],
    ['null', null],
    ['files twice', [...Array(2)].map(() => ({ type: 'file', path: 'a', size: 1 }))],
    ['nothing', []],
  ])('refuses a listing that is %s', async (_, listing) => {
    hub.listing = () => listing;
    await expect(fetch()).rejects.toMatchObject({
      code: expect.stringMatching(/^DOWNLOAD_CORRUPT$|^MODEL_UNSUPPORTED$/),
    });
  });

  it('follows the pages of a listing, but to no other host and not without end', async () => {
    const other = await serve((_, response) => response.end('[]'));
    const page =
      (next: string): FakeHub['misbehaviour'] =>
      ({ path: asked }, response) => {
        if (!asked.includes('/tree/')) return false;
        const entries = hub.entries();
        const second = asked.includes('cursor');
        const link = second && !next.endsWith('loop') ? {} : { link: `<${next}>; rel="next"` };
        response.writeHead(200, link).end(JSON.stringify(second ? entries.slice(3) : entries.slice(0, 3)));
        return true;
      };
    const tree = `${hub.origin}/api/models/acme/encoder/tree/${hub.commit}`;
    hub.misbehaviour = page(`${other.origin}/api/models/acme/encoder/tree/x`);
    await expect(fetch(hub.commit, { token: 'hf_secret' })).rejects.toMatchObject({
      code: 'DOWNLOAD_CORRUPT',
    });
    expect(other.seen).toEqual([]);
    hub.misbehaviour = page(`${tree}?cursor=loop`);
    await expect(fetch()).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
    hub.misbehaviour = page(`${tree}?cursor=2`);
    isWhole((await fetch()).folder);
  });

  it('reads no listing of folders without end', async () => {
    const folders = JSON.stringify(Array(50_000).fill({ type: 'directory', path: 'a'.repeat(80) }));
    let pages = 0;
    hub.misbehaviour = ({ path: asked }, response) => {
      pages += 1;
      const link = `<${hub.origin}${asked}>; rel="next"`;
      return Boolean(response.writeHead(200, { link }).end(folders));
    };
    await expect(fetch()).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
    expect(pages).toBeLessThan(10);
  });

  it('refuses a page for people in place of an answer', async () => {
    hub.misbehaviour = (_, response) => Boolean(response.end('<html>Sign in</html>'));
    await expect(fetch()).rejects.toMatchObject({
      code: 'DOWNLOAD_CORRUPT',
      remedy: expect.stringContaining('proxy'),
    });
  });

  it('reports bytes up to the whole of the model', async () => {
    const seen: [number, number][] = [];
    await fetch(hub.commit, {}, { onProgress: (done, total) => seen.push([done, total]) });
    const total = NEEDED.reduce((sum, name) => sum + hub.files.get(name)!.length, 0);
    expect(seen.at(-1)).toEqual([total, total]);
    expect(seen.every(([done, all]) => done <= all)).toBe(true);
  });
});
