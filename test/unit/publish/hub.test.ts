import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { publishToHub } from '../../../src/publish/hub.ts';
import { type Packed, packModel } from '../../../src/publish/pack.ts';
import { Sandbox } from '../../sandbox.ts';
import { modelFolder } from './model-folder.ts';

const TOKEN = 'hf_secret';
const signal = new AbortController().signal;
const NAME = 'acme/search-model';

/** The hub's API as far as one commit goes; files from 100 kB on go through Git LFS. */
class FakeHub {
  readonly files = new Map<string, { bytes: Buffer; lfs: boolean }>([
    ['.gitattributes', { bytes: Buffer.from('x'), lfs: false }],
  ]);
  readonly lfs = new Map<string, Buffer>();
  readonly routes: string[] = [];
  commits = 1;
  url = '';
  server: Server;
  /** Statuses of the next requests that match. */
  readonly troubles: { route: RegExp; status: number }[] = [];
  loses = '';

  constructor() {
    this.server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      const { pathname } = new URL(request.url ?? '', this.url);
      const route = `${request.method} ${pathname}`;
      this.routes.push(route);
      const trouble = this.troubles.findIndex(one => one.route.test(route));
      const [{ status }] = trouble < 0 ? [{ status: 0 }] : this.troubles.splice(trouble, 1);
      const [code, answer] =
        status > 0
          ? [status, { error: `no ${TOKEN}` }]
          : this.answer(route, Buffer.concat(parts), request.headers.authorization ?? '');
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  }

  get oid(): string {
    return String(this.commits).padStart(40, '0');
  }

  answer(route: string, body: Buffer, authorization: string): [number, unknown] {
    const [, oid] = /^PUT \/lfs\/(\w+)$/.exec(route) ?? [];
    if (oid !== undefined) {
      this.lfs.set(createHash('sha256').update(body).digest('hex'), body);
      return [200, {}];
    }
    if (authorization !== `Bearer ${TOKEN}`) return [401, { error: 'no token' }];
    if (route.startsWith(`GET /api/models/${NAME}/revision/`)) return [200, { id: NAME, sha: this.oid }];
    if (route.startsWith(`GET /api/models/${NAME}/tree/`)) return [200, this.listing()];
    if (route === `POST /api/models/${NAME}/preupload/main`) {
      const { files } = JSON.parse(body.toString());
      const modes = files.map(({ path, size }: { path: string; size: number }) => ({
        ...{ path, uploadMode: size >= 100_000 ? 'lfs' : 'regular', shouldIgnore: false },
      }));
      return [200, { files: modes }];
    }
    if (route === `POST /${NAME}.git/info/lfs/objects/batch`) {
      const { objects } = JSON.parse(body.toString());
      const actions = (hash: string) => ({ upload: { href: `${this.url}/lfs/${hash}`, header: {} } });
      const out = objects.map((one: { oid: string; size: number }) => ({
        ...one,
        actions: actions(one.oid),
      }));
      return [200, { transfer: 'basic', objects: out }];
    }
    if (route === `POST /api/models/${NAME}/commit/main`) return this.commit(body.toString());
    return [404, { error: 'not found' }];
  }

  commit(text: string): [number, unknown] {
    for (const line of text.trim().split('\n')) {
      const { key, value } = JSON.parse(line);
      if (key === 'header' && value.parentCommit !== this.oid) return [412, { error: 'moved' }];
      if (value.path === this.loses) continue;
      if (key === 'file')
        this.files.set(value.path, { bytes: Buffer.from(value.content, value.encoding), lfs: false });
      if (key === 'lfsFile') this.files.set(value.path, { bytes: this.lfs.get(value.oid)!, lfs: true });
    }
    this.commits++;
    const commit = { commitOid: this.oid, commitUrl: `${this.url}/${NAME}/commit/${this.oid}` };
    return [200, { success: true, ...commit, hookOutput: '' }];
  }

  listing(): object[] {
    return [...this.files].map(([path, { bytes, lfs }]) => {
      const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const pointer = { oid: sha256, size: bytes.length, pointerSize: 134 };
      return { type: 'file', path, size: bytes.length, oid, ...(lfs && { lfs: pointer }) };
    });
  }
}

const hubs: FakeHub[] = [];
afterAll(() => {
  for (const { server } of hubs) {
    server.closeAllConnections();
    server.close();
  }
});

let hub: FakeHub;
let packed: Packed;
let sandbox: Sandbox;
beforeEach(async () => {
  hub = new FakeHub();
  hubs.push(hub);
  await new Promise<void>(resolve => hub.server.listen(0, '127.0.0.1', resolve));
  hub.url = `http://127.0.0.1:${(hub.server.address() as AddressInfo).port}`;
  sandbox = new Sandbox();
  packed = await packModel(await modelFolder(sandbox.path('model')), sandbox.path('out'), { signal });
});

const publish = (name = NAME, token = TOKEN) =>
  publishToHub(name, packed, {
    env: { HF_ENDPOINT: hub.url, HF_TOKEN: token },
    signal,
    log: () => {},
    patience: { stall: 5000, attempts: 3, first: 1, longest: 1, asked: 10 },
  });

describe('publishToHub', () => {
  it('commits the folder once, small files and large ones, and leaves the others', async () => {
    expect(await publish()).toEqual({
      url: `${hub.url}/${NAME}/tree/${'2'.padStart(40, '0')}`,
      changed: true,
    });
    expect([...hub.files.keys()].sort()).toEqual(
      ['.gitattributes', ...packed.model.map(({ path }) => path)].sort(),
    );
    expect(hub.files.get('model.safetensors')).toMatchObject({ lfs: true });
    expect(hub.files.get('README.md')!.bytes.toString()).toContain('## Provenance');
    expect(await publish()).toMatchObject({ changed: false });
    expect(hub.commits).toBe(2);
  });

  it('sends only what changed', async () => {
    await publish();
    hub.files.set('modules.json', { bytes: Buffer.from('other'), lfs: false });
    hub.routes.length = 0;
    expect(await publish()).toMatchObject({ changed: true });
    expect(hub.routes.filter(route => route.startsWith('PUT'))).toEqual([]);
  });

  it('goes on after a fault of the server, and after a commit that came between', async () => {
    hub.troubles.push({ route: /preupload/, status: 503 }, { route: /commit\/main/, status: 412 });
    expect(await publish()).toMatchObject({ changed: true });
    expect(hub.commits).toBe(2);
  });

  it('does not believe a commit that lacks a file', async () => {
    hub.loses = 'modules.json';
    await expect(publish()).rejects.toMatchObject({
      code: 'RELEASE_FAILED',
      message: expect.stringContaining('modules.json'),
    });
  });

  it('says that it may not, without the token', async () => {
    hub.troubles.push({ route: /preupload/, status: 403 });
    const fault = await publish().catch(thrown => thrown);
    expect(fault.code).toBe('RELEASE_DENIED');
    expect(fault.message).not.toContain(TOKEN);
    await expect(publish('acme')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(publish(NAME, '')).rejects.toMatchObject({ code: 'USAGE' });
  });
});
