import { listFiles, modelInfo } from '@huggingface/hub';
import { FinetuneGateError } from '../../errors.ts';
import { isObject } from '../model-folder.ts';
import type { Digest } from './digest.ts';
import type { HubEnvironment } from './environment.ts';
import { get, type Http } from './http.ts';
import { isCommit } from './hub-id.ts';
import { assertInside, type ListedFile } from './needed-files.ts';
import { retried } from './patience.ts';

/** Of all pages of a listing, which have a thousand entries each at most; more than this is none. */
const MAX_LISTING_BYTES = 32 * 2 ** 20;
const MAX_FILES = 20_000;
const MAX_PAGES = 1_000;

/** The hub's API, asked through `@huggingface/hub` with requests of our own. */
export class Hub {
  readonly #environment: Pick<HubEnvironment, 'endpoint' | 'token'>;
  readonly http: Http;

  constructor(environment: Pick<HubEnvironment, 'endpoint' | 'token'>, http: Omit<Http, 'credentials'>) {
    const { endpoint, token } = environment;
    this.#environment = environment;
    this.http =
      token === undefined ? http : { ...http, credentials: { origin: new URL(endpoint).origin, token } };
  }

  /**
   * The commit that a branch, a tag or another name of it stands for now.
   *
   * @throws FinetuneGateError those of `get`, DOWNLOAD_CORRUPT
   */
  async commitOf(repository: string, revision: string): Promise<string> {
    const { sha } = await modelInfo({
      name: repository,
      revision,
      additionalFields: ['sha'],
      hubUrl: this.#environment.endpoint,
      fetch: this.#fetch(`${repository}@${revision}`, false),
    });
    if (isCommit(sha)) return sha;
    throw new FinetuneGateError('DOWNLOAD_CORRUPT', `${repository}@${revision}: the hub names no commit.`);
  }

  /**
   * Every file of a commit, with the hashes that the hub knows.
   *
   * @throws FinetuneGateError those of `get`, DOWNLOAD_CORRUPT for a listing that cannot be true
   */
  async filesOf(repository: string, commit: string): Promise<ListedFile[]> {
    const files = new Map<string, ListedFile>();
    const listing = listFiles({
      repo: { type: 'model', name: repository },
      revision: commit,
      recursive: true,
      hubUrl: this.#environment.endpoint,
      fetch: this.#fetch(`The files of ${repository}`, true),
    });
    for await (const entry of listing) {
      if (entry?.type !== 'file') continue;
      const file = checked(entry);
      if (files.has(file.path) || files.size === MAX_FILES) {
        throw untrue(files.size === MAX_FILES ? `more than ${MAX_FILES} files` : 'a file twice');
      }
      files.set(file.path, file);
    }
    return [...files.values()];
  }

  /** The address of a file's content. */
  addressOf(repository: string, commit: string, path: string): string {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return `${this.#environment.endpoint}/${repository}/resolve/${commit}/${encoded}`;
  }

  /** A `fetch` for the library that stays on the hub, tries again, and reads no endless answer. */
  #fetch(what: string, list: boolean): typeof fetch {
    let pages = 0;
    let listed = 0;
    return async input => {
      const url = String(input);
      if (++pages > MAX_PAGES) throw untrue('pages without an end');
      // The next page's address is the server's word.
      if (!url.startsWith(`${this.#environment.endpoint}/api/`)) throw untrue('a page on another host');
      return retried(async () => {
        const { chunks, headers } = await get(url, what, this.http);
        const parts: Uint8Array[] = [];
        let bytes = 0;
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (listed + bytes > MAX_LISTING_BYTES) throw untrue('pages without an end');
          parts.push(chunk);
        }
        listed += bytes;
        const text = Buffer.concat(parts).toString('utf8');
        assertJson(text, what, list);
        const link = headers.get('link');
        return new Response(text, { headers: link === null ? {} : { link } });
      }, this.http);
    };
  }
}

interface Entry {
  readonly path?: unknown;
  readonly size?: unknown;
  readonly oid?: unknown;
  readonly lfs?: { readonly oid?: unknown; readonly size?: unknown };
}

function checked({ path, size, oid, lfs }: Entry): ListedFile {
  if (typeof path !== 'string') throw untrue('a file without a name');
  assertInside(path);
  const bytes = lfs ? lfs.size : size;
  if (!Number.isSafeInteger(bytes) || Number(bytes) < 0) throw untrue('a file without a size');
  const digest = lfs ? digestFrom('sha256', lfs.oid, 64) : digestFrom('git-blob', oid, 40);
  // A large file without its SHA-256 could be anything.
  if (lfs && !digest) throw untrue('a large file without its SHA-256');
  return { path, size: Number(bytes), ...(digest && { digest }) };
}

function digestFrom(algorithm: Digest['algorithm'], oid: unknown, digits: number): Digest | undefined {
  if (typeof oid !== 'string' || oid.length !== digits || !/^[0-9a-f]+$/.test(oid)) return undefined;
  return { algorithm, hex: oid };
}

/** The library takes for granted that a listing is a list, and everything else an object. */
function assertJson(text: string, what: string, list: boolean): void {
  try {
    const value: unknown = JSON.parse(text);
    if (list ? Array.isArray(value) : isObject(value)) return;
  } catch {
    // Said below.
  }
  throw new FinetuneGateError(
    'DOWNLOAD_CORRUPT',
    `${what}: the server answered with something else than JSON.`,
    {
      remedy: 'Check HF_ENDPOINT, and whether a proxy or a sign-in page stands between.',
    },
  );
}

function untrue(what: string): FinetuneGateError {
  return new FinetuneGateError('DOWNLOAD_CORRUPT', `The hub's listing has ${what}.`, {
    remedy: 'Check HF_ENDPOINT.',
  });
}
