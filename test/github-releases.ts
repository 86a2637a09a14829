import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { githubDescription } from './github-api.ts';

export const TOKEN = 'ghs_releases_secret';
const TIME = '2024-05-01T10:00:00Z';
const USER = {
  ...{ login: 'github-actions[bot]', id: 1, node_id: 'U', avatar_url: 'https://x.test/a', gravatar_id: '' },
  ...{ url: 'https://x.test/u', html_url: 'https://x.test/h', followers_url: 'https://x.test/f' },
  ...{ following_url: 'https://x.test/g', gists_url: 'https://x.test/i', starred_url: 'https://x.test/s' },
  ...{ subscriptions_url: 'https://x.test/s', organizations_url: 'https://x.test/o' },
  ...{
    repos_url: 'https://x.test/r',
    events_url: 'https://x.test/e',
    received_events_url: 'https://x.test/v',
  },
  ...{ type: 'Bot', site_admin: false },
};

export interface StoredAsset {
  readonly id: number;
  readonly name: string;
  state: 'uploaded' | 'starter';
  bytes: Buffer;
}

export interface StoredRelease {
  readonly id: number;
  tag: string;
  draft: boolean;
  immutable: boolean;
  commitish: string;
  name: string;
  body: string;
  assets: StoredAsset[];
}

/** Where the connection ends: before request `at` has an effect, after it, or in the middle of its body. */
export interface Cut {
  readonly at: number;
  readonly how: 'before' | 'after' | 'half';
  /** Called in place of closing the connection. */
  readonly instead?: () => void;
}

/** An answer in place of the right one; `done` lets the request have its effect all the same. */
export interface Trouble {
  readonly route: RegExp;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  readonly done?: boolean;
  times?: number;
}

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Reply = readonly [status: number, answer?: unknown, headers?: Record<string, string>];

/** GitHub's releases of acme/search on the loopback interface, held to GitHub's own description. */
export class FakeReleases {
  releases: StoredRelease[] = [];
  /** Commits by tag; `tag:SHA` for an annotated tag. */
  readonly tags = new Map<string, string>();
  readonly routes: string[] = [];
  /** What a request or an answer does that GitHub's description does not know. */
  readonly faults: string[] = [];
  readonly troubles: Trouble[] = [];
  cut: Cut | undefined;
  /** Whether assets are listed with their hash. */
  digests = true;
  /** Of a listing; GitHub has up to a hundred. */
  pageSize = 100;
  /** Whether a byte of every upload arrives changed. */
  garbles = false;
  #origin = '';
  #id = 10;

  static async start(): Promise<FakeReleases> {
    const fake = new FakeReleases();
    const server = createServer((request, response) => void fake.#serve(request, response));
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    fake.#origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return fake;
  }

  get url(): string {
    return `${this.#origin}/api/v3`;
  }

  add(release: Partial<StoredRelease>): StoredRelease {
    const whole = { id: ++this.#id, tag: 'v1', draft: true, immutable: false, commitish: 'main', name: '' };
    this.releases.push({ ...whole, body: '', assets: [], ...release });
    return this.releases.at(-1)!;
  }

  asset(release: StoredRelease, name: string, bytes: Buffer, state: StoredAsset['state'] = 'uploaded'): void {
    release.assets.push({ id: ++this.#id, name, state, bytes });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Gone from a request that was read in part.
    const { socket } = request;
    const url = new URL(request.url ?? '', this.#origin);
    const upload = url.pathname.startsWith('/uploads/');
    const path = url.pathname.replace(/^\/(?:api\/v3|uploads|kept)/, '');
    const method = request.method ?? '';
    const route = `${method} ${path.replace('/repos/acme/search', '')}`;
    this.routes.push(route);
    const cut = this.cut?.at === this.routes.length ? this.cut : undefined;
    const end = () => (cut?.instead ? cut.instead() : void 0, socket.destroy());
    if (cut?.how === 'before') return void end();
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part);
      if (cut?.how === 'half' && upload) break;
    }
    const bytes = Buffer.concat(parts);
    if (cut?.how === 'half' && upload) {
      const release = this.#release(path);
      if (release) this.asset(release, url.searchParams.get('name') ?? '', Buffer.alloc(0), 'starter');
      return void end();
    }
    // What GitHub keeps elsewhere must not be asked for with a token.
    if (url.pathname.startsWith('/kept/')) {
      if (request.headers.authorization !== undefined) this.faults.push(`${route}: carries the token`);
      const kept = this.releases.flatMap(({ assets }) => assets).find(({ id }) => path === `/${id}`);
      return void response.writeHead(kept ? 200 : 404).end(kept?.bytes);
    }
    const trouble = this.troubles.find(one => one.route.test(route) && (one.times ?? 1) > 0);
    if (trouble) trouble.times = (trouble.times ?? 1) - 1;
    const json = bytes.length > 0 && !upload ? JSON.parse(bytes.toString()) : undefined;
    const authorized = request.headers.authorization === `Bearer ${TOKEN}`;
    const reply: Reply =
      trouble && !trouble.done
        ? [trouble.status, { message: trouble.message ?? 'x' }]
        : authorized
          ? this.#answer(method, path, url.searchParams, json, bytes, request.headers.accept ?? '')
          : [401, { message: 'Bad credentials' }];
    const [status, answer, headers = {}] = reply;
    const contentType = request.headers['content-type'] ?? '';
    const exchange = { method, path: decodeURIComponent(path), query: url.searchParams, contentType, status };
    this.faults.push(
      ...githubDescription().faultsOf({
        ...exchange,
        ...(json !== undefined && { body: json }),
        ...(answer !== undefined && { answer }),
      }),
    );
    if (cut) return void end();
    const [sent, said, extra] = trouble
      ? [trouble.status, { message: trouble.message ?? 'x' }, trouble.headers]
      : [status, answer, {}];
    response.writeHead(sent, { 'content-type': 'application/json; charset=utf-8', ...headers, ...extra });
    response.end(sent === 204 || sent === 302 ? undefined : JSON.stringify(said));
  }

  #release(path: string): StoredRelease | undefined {
    const [, id] = /\/releases\/(\d+)/.exec(path) ?? [];
    return this.releases.find(one => one.id === Number(id));
  }

  #answer(
    method: string,
    path: string,
    query: URLSearchParams,
    json: Record<string, any> | undefined,
    bytes: Buffer,
    accept: string,
  ): Reply {
    const route = `${method} ${path.replace('/repos/acme/search', '').replace(/\/\d+/, '/N')}`;
    const release = this.#release(path);
    switch (route) {
      case 'GET /releases':
        // The newest first, as GitHub lists them.
        return this.#page(
          [...this.releases].reverse().map(one => this.#shown(one)),
          query,
          path,
        );
      case 'POST /releases': {
        const {
          tag_name: tag,
          target_commitish: commitish = 'main',
          name = '',
          body = '',
          draft = false,
        } = json!;
        return [201, this.#shown(this.add({ tag, commitish, name, body, draft }))];
      }
      case 'GET /releases/N':
        return release ? [200, this.#shown(release)] : [404, { message: 'Not Found' }];
      case 'PATCH /releases/N':
        return release ? this.#update(release, json!) : [404, { message: 'Not Found' }];
      case 'DELETE /releases/N':
        this.releases = this.releases.filter(one => one !== release);
        return release ? [204] : [404, { message: 'Not Found' }];
      case 'GET /releases/N/assets':
        return this.#page(
          (release?.assets ?? []).map(one => this.#shownAsset(one)),
          query,
          path,
        );
      case 'POST /releases/N/assets': {
        if (!release) return [404, { message: 'Not Found' }];
        const name = query.get('name') ?? '';
        if (release.immutable) return [422, { message: 'Cannot upload assets to an immutable release.' }];
        if (release.assets.some(one => one.name === name)) return ALREADY;
        const arrived = Buffer.from(bytes);
        if (this.garbles) arrived[0]! ^= 1;
        this.asset(release, name, arrived);
        return [201, this.#shownAsset(release.assets.at(-1)!)];
      }
      case 'GET /releases/assets/N':
      case 'DELETE /releases/assets/N': {
        const id = Number(path.split('/').at(-1));
        const owner = this.releases.find(({ assets }) => assets.some(one => one.id === id));
        if (!owner) return [404, { message: 'Not Found' }];
        if (method === 'GET' && accept === 'application/octet-stream')
          return [
            302,
            undefined,
            { location: `${this.#origin.replace('127.0.0.1', 'localhost')}/kept/${id}` },
          ];
        if (owner.immutable) return [422, { message: 'Cannot delete an asset of an immutable release.' }];
        owner.assets = owner.assets.filter(one => one.id !== id);
        return [204];
      }
      default:
        return this.#tag(route, path);
    }
  }

  #tag(route: string, path: string): Reply {
    const [, name] = /^GET \/git\/ref\/tags\/(.+)$/.exec(decodeURIComponent(route)) ?? [];
    const found = name === undefined ? undefined : this.tags.get(name);
    const url = 'https://x.test/t';
    if (found !== undefined) {
      const [sha, type] = found.startsWith('tag:') ? [found.slice(4), 'tag'] : [found, 'commit'];
      return [200, { ref: `refs/tags/${name}`, node_id: 'R', url, object: { type, sha, url } }];
    }
    const [, tagObject] = /\/git\/tags\/(\w+)$/.exec(path) ?? [];
    if (tagObject === undefined) return [404, { message: 'Not Found' }];
    const object = { sha: this.tags.get(`object:${tagObject}`) ?? '', type: 'commit', url };
    const tagger = { date: TIME, email: 'a@example.com', name: 'A' };
    return [200, { node_id: 'T', tag: 'v1', sha: tagObject, url, message: '', tagger, object }];
  }

  #update(release: StoredRelease, json: Record<string, any>): Reply {
    const others = this.releases.filter(one => one !== release && !one.draft && one.tag === release.tag);
    if (json.draft === false && others.length > 0) return ALREADY;
    if (json.body !== undefined) release.body = json.body;
    if (json.target_commitish !== undefined) release.commitish = json.target_commitish;
    if (json.draft === false) {
      release.draft = false;
      if (!this.tags.has(release.tag)) this.tags.set(release.tag, release.commitish);
    }
    return [200, this.#shown(release)];
  }

  #page(all: unknown[], query: URLSearchParams, path: string): Reply {
    const size = Math.min(this.pageSize, Number(query.get('per_page') ?? 30));
    const page = Number(query.get('page') ?? 1);
    const next = `<${this.url}${path}?per_page=${size}&page=${page + 1}>; rel="next"`;
    return [200, all.slice((page - 1) * size, page * size), all.length > page * size ? { link: next } : {}];
  }

  #shown({ id, tag, draft, immutable, commitish, name, body, assets }: StoredRelease): object {
    const url = `${this.url}/repos/acme/search/releases/${id}`;
    return {
      ...{ id, node_id: `R_${id}`, url, assets_url: `${url}/assets`, tarball_url: null, zipball_url: null },
      html_url: `${this.#origin}/acme/search/releases/tag/${draft ? `untagged-${id}` : tag}`,
      upload_url: `${this.#origin}/uploads/repos/acme/search/releases/${id}/assets{?name,label}`,
      ...{ tag_name: tag, target_commitish: commitish, name, body, draft, immutable, prerelease: false },
      ...{ created_at: TIME, published_at: draft ? null : TIME, author: USER },
      assets: assets.map(one => this.#shownAsset(one)),
    };
  }

  #shownAsset({ id, name, state, bytes }: StoredAsset): object {
    const url = `${this.url}/repos/acme/search/releases/assets/${id}`;
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    return {
      ...{ id, node_id: `A_${id}`, url, name, label: null, state, size: bytes.length, uploader: USER },
      ...{ browser_download_url: url, content_type: 'application/octet-stream', download_count: 0 },
      ...{ created_at: TIME, updated_at: TIME, digest: this.digests && state === 'uploaded' ? digest : null },
    };
  }
}

const ALREADY: Reply = [
  422,
  {
    message: 'Validation Failed',
    errors: [{ resource: 'ReleaseAsset', code: 'already_exists', field: 'name' }],
    documentation_url: 'https://x.test/d',
  },
];
