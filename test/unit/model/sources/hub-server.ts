import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { PATIENCE, type Patience } from '../../../../src/model/sources/patience.ts';

/** Waits of milliseconds, so that a test of six tries takes less than a second. */
export const IMPATIENT: Patience = { ...PATIENCE, stall: 1_000, first: 5, longest: 20 };

/** A request as the server saw it. */
export interface Seen {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** Answers a request instead of the server's own way; `false` leaves it to the server. */
export type Misbehaviour = (request: Seen, response: ServerResponse) => boolean;

export const sha256 = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex');
/** git's own rule, computed apart from the code under test. */
export const gitBlob = (content: Buffer): string =>
  createHash('sha1')
    .update(Buffer.concat([Buffer.from(`blob ${content.length}\0`), content]))
    .digest('hex');

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server of one's own on the loopback interface, closed when the test file is done. */
export async function serve(
  handler: (request: Seen, response: ServerResponse) => void,
): Promise<{ origin: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const one = { path: request.url ?? '', headers: request.headers };
    seen.push(one);
    handler(one, response);
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** Sends a file as a well-behaved server does: whole, or the range asked for if it is still that version. */
export function sendFile({ headers }: Seen, response: ServerResponse, content: Buffer): void {
  const etag = `"${sha256(content)}"`;
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? Number.NaN);
  const current = headers['if-range'] === undefined || headers['if-range'] === etag;
  if (Number.isNaN(from) || !current) {
    response.writeHead(200, { etag, 'content-length': content.length }).end(content);
  } else if (from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
  } else {
    const range = `bytes ${from}-${content.length - 1}/${content.length}`;
    const length = content.length - from;
    response
      .writeHead(206, { etag, 'content-range': range, 'content-length': length })
      .end(content.subarray(from));
  }
}

export interface ListedEntry {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly oid?: string;
  readonly lfs?: { readonly oid: string; readonly size: number; readonly pointerSize: number };
}

/** What a hub holds of one repository. Change it between requests at will. */
export class FakeHub {
  readonly repository: string;
  readonly commit: string;
  readonly files: Map<string, Buffer>;
  origin = '';
  seen: Seen[] = [];
  /** Asked before every answer, in order. */
  misbehaviour: Misbehaviour = () => false;
  /** Lets the listing lie. */
  listing: (entries: ListedEntry[]) => unknown = entries => entries;
  refs: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, Buffer | string>>, repository = 'acme/encoder') {
    this.repository = repository;
    this.files = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
    this.commit = createHash('sha1')
      .update([...this.files.keys()].join())
      .digest('hex');
    this.refs = { main: this.commit };
  }

  async start(): Promise<this> {
    const { origin, seen } = await serve((request, response) => this.#answer(request, response));
    this.origin = origin;
    this.seen = seen;
    return this;
  }

  /** Paths of the files that were asked for. */
  get fetched(): string[] {
    const start = `/${this.repository}/resolve/${this.commit}/`;
    return this.seen.filter(({ path }) => path.startsWith(start)).map(({ path }) => path.slice(start.length));
  }

  /** Large files go to Git LFS, as on the hub. */
  entries(): ListedEntry[] {
    return [...this.files].map(([path, content]) => {
      const size = content.length;
      if (!path.endsWith('.safetensors')) return { type: 'file', path, size, oid: gitBlob(content) };
      const lfs = { oid: sha256(content), size, pointerSize: 134 };
      return { type: 'file', path, size, oid: gitBlob(Buffer.from('pointer')), lfs };
    });
  }

  #answer(request: Seen, response: ServerResponse): void {
    if (this.misbehaviour(request, response)) return;
    const url = new URL(request.path, this.origin);
    const api = `/api/models/${this.repository}`;
    const json = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (url.pathname.startsWith(`${api}/revision/`)) {
      const name = decodeURIComponent(url.pathname.slice(`${api}/revision/`.length));
      const sha = this.refs[name];
      return void (sha === undefined ? response.writeHead(404).end() : json({ id: this.repository, sha }));
    }
    if (url.pathname === `${api}/tree/${this.commit}`) return void json(this.listing(this.entries()));
    const start = `/${this.repository}/resolve/${this.commit}/`;
    const content = url.pathname.startsWith(start)
      ? this.files.get(decodeURIComponent(url.pathname.slice(start.length)))
      : undefined;
    if (content) sendFile(request, response, content);
    else response.writeHead(404).end();
  }
}
