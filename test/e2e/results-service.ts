import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Azurite } from './azurite.ts';

type Json = Readonly<Record<string, unknown>>;

interface CacheEntry {
  readonly key: string;
  readonly version: string;
  readonly blob: string;
  finished: boolean;
}

export interface Artifact {
  readonly name: string;
  readonly run: string;
  readonly blob: string;
  readonly id: number;
  readonly expires: string | undefined;
  size: number;
  /** `sha256:…` once it is finished. */
  digest: string | undefined;
}

/** How the service misbehaves: what it answers to calls whose name matches, after how long. */
export interface Misbehaviour {
  readonly call: RegExp;
  readonly status?: number;
  readonly delayMs?: number;
  /** Closes the connection without an answer. */
  readonly drops?: boolean;
}

/**
 * The part of GitHub's results service that caches and artifacts of a runner use, by Twirp over HTTP; the files are in
 * Azurite. What the calls take and give is that of @actions/cache 6 and @actions/artifact 6.
 */
export class ResultsService {
  readonly #server: Server;
  readonly #azurite: Azurite;
  readonly caches: CacheEntry[] = [];
  readonly artifacts: Artifact[] = [];
  readonly calls: string[] = [];
  readonly misbehaviours: Misbehaviour[] = [];
  #blobs = 0;

  private constructor(server: Server, azurite: Azurite) {
    this.#server = server;
    this.#azurite = azurite;
    server.on('request', async (request, response) => {
      const [, service = '', call = ''] = /^\/twirp\/[\w.]+\.(\w+)\/(\w+)$/.exec(request.url ?? '') ?? [];
      this.calls.push(call);
      const fault = this.misbehaviours.find(one => one.call.test(call));
      if (fault?.delayMs) await sleep(fault.delayMs, undefined, { ref: false });
      if (fault?.drops) return request.socket.destroy();
      const known = request.headers.authorization === `Bearer ${TOKEN}`;
      const status = fault?.status ?? (known ? 200 : 401);
      const body = status === 200 ? this.#answer(service, call, await bodyOf(request)) : { msg: 'busy' };
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify(body ?? { code: 'bad_route', msg: `no ${service}/${call}` }));
    });
  }

  static async start(): Promise<ResultsService> {
    const azurite = await Azurite.start();
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return new ResultsService(server, azurite);
  }

  /** What a runner sets for the steps of a job. */
  get environment(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return {
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ACTIONS_RESULTS_URL: `http://127.0.0.1:${port}/`,
      ACTIONS_RUNTIME_TOKEN: TOKEN,
    };
  }

  /** The zip of a finished artifact. */
  async content(name: string): Promise<Buffer> {
    const found = this.artifacts.find(one => one.name === name && one.digest !== undefined);
    if (!found) throw new Error(`There is no artifact ${name}.`);
    return this.#azurite.read(found.blob);
  }

  async stop(): Promise<void> {
    this.#azurite.stop();
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #answer(service: string, call: string, body: Json): Json | undefined {
    const calls = service === 'CacheService' ? this.#cacheCalls : this.#artifactCalls;
    return calls[call]?.(body);
  }

  readonly #cacheCalls: Readonly<Record<string, (body: Json) => Json>> = {
    CreateCacheEntry: ({ key, version }) => {
      const taken = this.caches.some(one => one.key === key && one.version === version);
      if (taken) return { ok: false, message: 'there is one' };
      const blob = `cache-${++this.#blobs}`;
      this.caches.push({ key: String(key), version: String(version), blob, finished: false });
      return { ok: true, signed_upload_url: this.#azurite.signedUrl(blob) };
    },
    FinalizeCacheEntryUpload: ({ key, version }) => {
      const found = this.caches.find(one => one.key === key && one.version === version);
      if (!found) return { ok: false, message: 'there is none' };
      found.finished = true;
      return { ok: true, entry_id: String(this.caches.indexOf(found) + 1) };
    },
    /** The key itself, else the newest entry that begins with the first of the other keys, else with the next. */
    GetCacheEntryDownloadURL: ({ key, restore_keys: others, version }) => {
      const finished = this.caches.filter(one => one.finished && one.version === version);
      const prefixes = [String(key), ...(Array.isArray(others) ? others.map(String) : [])];
      const matches = prefixes.map(prefix => finished.findLast(one => one.key.startsWith(prefix)));
      const found = finished.find(one => one.key === key) ?? matches.find(one => one !== undefined);
      if (!found) return { ok: false };
      return { ok: true, signed_download_url: this.#azurite.signedUrl(found.blob), matched_key: found.key };
    },
  };

  readonly #artifactCalls: Readonly<Record<string, (body: Json) => Json>> = {
    CreateArtifact: body => {
      const [name, run] = [String(body.name), runOf(body)];
      if (this.artifacts.some(one => one.name === name && one.run === run)) return { ok: false };
      const blob = `artifact-${++this.#blobs}`;
      const expires = body.expires_at;
      const unfinished = {
        size: 0,
        digest: undefined,
        expires: expires === undefined ? expires : String(expires),
      };
      this.artifacts.push({ name, run, blob, id: this.#blobs, ...unfinished });
      return { ok: true, signed_upload_url: this.#azurite.signedUrl(blob) };
    },
    FinalizeArtifact: body => {
      const found = this.artifacts.find(one => one.name === body.name && one.run === runOf(body));
      if (!found) return { ok: false };
      found.size = Number(body.size);
      found.digest = String(body.hash);
      return { ok: true, artifact_id: String(found.id) };
    },
    ListArtifacts: body => {
      const { name_filter: name, id_filter: id } = body;
      const listed = this.artifacts.filter(
        one =>
          one.digest !== undefined &&
          one.run === runOf(body) &&
          (name === undefined || one.name === name) &&
          (id === undefined || String(one.id) === id),
      );
      return {
        artifacts: listed.map(({ id, name, size, digest }) => ({
          ...{ workflow_run_backend_id: RUN, workflow_job_run_backend_id: JOB },
          ...{ database_id: String(id), name, size: String(size), digest },
        })),
      };
    },
    GetSignedArtifactURL: body => {
      const found = this.artifacts.find(one => one.name === body.name && one.run === runOf(body));
      return { signed_url: found ? this.#azurite.signedUrl(found.blob) : '' };
    },
    DeleteArtifact: body => {
      const at = this.artifacts.findIndex(one => one.name === body.name && one.run === runOf(body));
      const [gone] = at < 0 ? [] : this.artifacts.splice(at, 1);
      return gone ? { ok: true, artifact_id: String(gone.id) } : { ok: false };
    },
  };
}

const RUN = 'run';
const JOB = 'job';

/** Unsigned: the clients only read from it which run they belong to. */
const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const TOKEN = `${part({ alg: 'none', typ: 'JWT' })}.${part({ scp: `Actions.Results:${RUN}:${JOB}` })}.`;

const runOf = (body: Json): string => String(body.workflow_run_backend_id);

async function bodyOf(request: IncomingMessage): Promise<Json> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}
