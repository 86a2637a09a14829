import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, expect } from 'vitest';
import { githubDescription } from '../../github-api.ts';

export const BOT = 'github-actions[bot]';
export const TOKEN = 'ghs_secret';
/** What GitHub accepts. */
const COMMENT_CHARACTERS = 65_536;
const CHECK_CHARACTERS = 65_535;
const CHECK_ANNOTATIONS = 50;

export interface StoredComment {
  readonly id: number;
  readonly login: string;
  body: string;
}

export interface StoredCheck {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly external_id: string;
  status: string;
  conclusion: string | null;
  title: string;
  summary: string;
  readonly annotations: Record<string, unknown>[];
}

export interface Seen {
  readonly route: string;
  readonly query: URLSearchParams;
  readonly authorization: string;
  readonly body: Record<string, unknown>;
}

/** What is answered instead, once; `done` lets the request have its effect all the same, `hang` never answers. */
export interface Misbehaviour {
  readonly route: RegExp;
  readonly status?: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly done?: boolean;
  readonly hang?: boolean;
  /** How often; once when omitted. */
  times?: number;
}

type Reply = readonly [status: number, data: unknown, headers?: Readonly<Record<string, string>> | undefined];

const servers: Server[] = [];
/** What a request has that GitHub's description does not know. */
const faults: string[] = [];
afterEach(() => expect(faults.splice(0)).toEqual([]));
afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** GitHub's REST API as far as comments and check runs go, for the repository acme/search, on the loopback interface. */
export class FakeGitHub {
  readonly comments: StoredComment[] = [];
  readonly checks: StoredCheck[] = [];
  readonly seen: Seen[] = [];
  readonly misbehaviours: Misbehaviour[] = [];
  /** Who the token belongs to; null where the GraphQL API does not tell. */
  viewer: string | null = BOT;
  #origin = '';
  #id = 100;

  static async start(): Promise<FakeGitHub> {
    const fake = new FakeGitHub();
    const server = createServer((request, response) => void fake.#serve(request, response));
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    fake.#origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return fake;
  }

  /** GITHUB_API_URL, in the form that a server of one's own has. */
  get url(): string {
    return `${this.#origin}/api/v3`;
  }

  /** The methods and paths that were asked for, without the repository. */
  get routes(): string[] {
    return this.seen.map(({ route }) => route.replace('/repos/acme/search', ''));
  }

  comment(body: string, login = BOT): StoredComment {
    const comment = { id: ++this.#id, login, body };
    this.comments.push(comment);
    return comment;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const url = new URL(request.url ?? '', this.#origin);
    const route = `${request.method} ${url.pathname.replace('/api/v3', '')}`;
    const { authorization = '' } = request.headers;
    const seen = { route, query: url.searchParams, authorization, body: text ? JSON.parse(text) : {} };
    this.seen.push(seen);
    const { pathname, searchParams: query } = url;
    const path = pathname.replace('/api/v3', '');
    if (!path.endsWith('/graphql')) {
      const contentType = request.headers['content-type'] ?? '';
      const asked = { method: request.method ?? '', path, query, contentType, status: 404 };
      faults.push(...githubDescription().faultsOf({ ...asked, ...(text && { body: seen.body }) }));
    }
    const send = ([status, data, headers = {}]: Reply) =>
      response
        .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
        .end(JSON.stringify(data));
    const instead = this.misbehaviours.find(one => one.route.test(route) && (one.times ?? 1) > 0);
    if (instead) {
      instead.times = (instead.times ?? 1) - 1;
      if (instead.done) this.#answer(seen);
      if (!instead.hang) send([instead.status ?? 500, { message: instead.message ?? 'x' }, instead.headers]);
      return;
    }
    send(authorization === `token ${TOKEN}` ? this.#answer(seen) : [401, { message: 'Bad credentials' }]);
  }

  #answer({ route, query, body }: Seen): Reply {
    if (/^POST (\/api)?\/graphql$/.test(route)) {
      if (this.viewer === null) return [200, { errors: [{ message: 'not accessible by integration' }] }];
      return [200, { data: { viewer: { login: this.viewer } } }];
    }
    const [, number] = /^\w+ \/repos\/acme\/search\/[\w/-]+?\/(\d+)(?:\/\w+)?$/.exec(route) ?? [];
    const path = route.replace('/repos/acme/search', '').replace(/\d+/, 'N');
    if (path === 'GET /issues/N/comments') return this.#list(query, `${number}`);
    if (path === 'POST /issues/N/comments' || path === 'PATCH /issues/comments/N') {
      if (String(body.body).length > COMMENT_CHARACTERS)
        return [422, { message: 'Validation Failed: body is too long (maximum is 65536 characters)' }];
      if (path.startsWith('POST')) return [201, shown(this.comment(String(body.body), this.viewer ?? BOT))];
      const comment = this.comments.find(({ id }) => id === Number(number));
      if (!comment) return [404, { message: 'Not Found' }];
      comment.body = String(body.body);
      return [200, shown(comment)];
    }
    if (path === 'POST /check-runs') {
      const check = this.#check(body);
      this.checks.push(check);
      return [201, check];
    }
    if (/^GET \/commits\/\w+\/check-runs$/.test(route.replace('/repos/acme/search', ''))) {
      const found = this.checks.filter(({ name }) => name === query.get('check_name'));
      return [200, { total_count: found.length, check_runs: found }];
    }
    if (path === 'PATCH /check-runs/N') return this.#update(Number(number), body);
    return [404, { message: 'Not Found' }];
  }

  #list(query: URLSearchParams, number: string): Reply {
    const size = Number(query.get('per_page') ?? 30);
    const page = Number(query.get('page') ?? 1);
    const pages = Math.max(1, Math.ceil(this.comments.length / size));
    const link = (to: number, rel: string) =>
      `<${this.url}/repositories/1/issues/${number}/comments?per_page=${size}&page=${to}>; rel="${rel}"`;
    const links = [
      ...(page > 1 ? [link(page - 1, 'prev')] : []),
      ...(page < pages ? [link(page + 1, 'next'), link(pages, 'last')] : []),
    ];
    const rows = this.comments.slice((page - 1) * size, page * size).map(shown);
    return [200, rows, links.length > 0 ? { link: links.join(', ') } : {}];
  }

  #check(body: Record<string, unknown>): StoredCheck {
    return {
      id: ++this.#id,
      name: String(body.name),
      head_sha: String(body.head_sha),
      external_id: String(body.external_id ?? ''),
      status: String(body.status ?? 'queued'),
      conclusion: null,
      title: '',
      summary: '',
      annotations: [],
    };
  }

  #update(id: number, body: Record<string, unknown>): Reply {
    const check = this.checks.find(one => one.id === id);
    if (!check) return [404, { message: 'Not Found' }];
    const output = (body.output ?? {}) as {
      title?: string;
      summary?: string;
      annotations?: Record<string, unknown>[];
    };
    const { title = '', summary = '', annotations = [] } = output;
    const placed = annotations.every(({ path, start_line }) => path && Number(start_line) > 0);
    if (summary.length > CHECK_CHARACTERS || annotations.length > CHECK_ANNOTATIONS || !placed || !title)
      return [422, { message: 'Invalid request' }];
    check.title = title;
    check.summary = summary;
    check.annotations.push(...annotations);
    if (typeof body.status === 'string') check.status = body.status;
    if (typeof body.conclusion === 'string') check.conclusion = body.conclusion;
    return [200, check];
  }
}

const shown = ({ id, login, body }: StoredComment) => ({
  id,
  body,
  user: { login, type: login.endsWith('[bot]') ? 'Bot' : 'User' },
});
