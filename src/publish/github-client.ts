import { createHash } from 'node:crypto';
import { z } from 'zod';
import { FinetuneGateError } from '../errors.ts';
import { interrupted, retryAfterOf, TransientFault } from '../model/sources/patience.ts';
import { plain } from '../report/text.ts';
import type { Release, ReleaseAsset } from './release-state.ts';

/** A repository's API. The token is sent to it and to where it says that uploads go, and told nobody. */
export interface GitHubApi {
  /** E.g. https://api.github.com, without a slash at its end. */
  readonly api: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly signal: AbortSignal;
  /** Milliseconds for a request that carries no file. */
  readonly requestMs: number;
}

const PAGE = 100;
const MOST_PAGES = 100;
/** A tag may stand for a tag. */
const MOST_TAGS = 5;

const assetSchema = z.object({
  id: z.int(),
  name: z.string(),
  state: z.string(),
  size: z.int(),
  digest: z.string().nullish(),
});
const releaseSchema = z.object({
  id: z.int(),
  tag_name: z.string(),
  draft: z.boolean(),
  immutable: z.boolean().nullish(),
  target_commitish: z.string(),
  body: z.string().nullish(),
  upload_url: z.string(),
  html_url: z.string(),
});
const refSchema = z.object({ object: z.object({ type: z.string(), sha: z.string() }) });

interface Ask {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly json?: object;
  readonly file?: Blob;
  readonly accept?: string;
  /** An answer that is no fault. */
  readonly also?: number;
}

/**
 * GitHub's releases. Each call is one request or one listing, without retries.
 *
 * @throws TransientFault where trying again may help, else FinetuneGateError RELEASE_DENIED, RELEASE_FAILED, INTERRUPTED
 */
export class GitHubReleases {
  readonly #at: GitHubApi;
  readonly #base: string;

  constructor(at: GitHubApi) {
    this.#at = at;
    this.#base = `${at.api}/repos/${at.repository}`;
  }

  /** Every release of a tag. Drafts have no address by their tag, so all are listed. */
  async ofTag(tag: string): Promise<Release[]> {
    const all = await this.#pages(`${this.#base}/releases`, releaseSchema);
    return all.filter(one => one.tag_name === tag).map(releaseOf);
  }

  async release(id: number): Promise<Release | undefined> {
    const answer = await this.#ask(`${this.#base}/releases/${id}`, { also: 404 });
    return answer.status === 404 ? undefined : releaseOf(await this.#read(answer, releaseSchema));
  }

  async assets(release: number): Promise<ReleaseAsset[]> {
    return this.#pages(`${this.#base}/releases/${release}/assets`, assetSchema);
  }

  /** The commit that a tag stands for, undefined where there is none. */
  async tagCommit(tag: string): Promise<string | undefined> {
    const path = tag.split('/').map(encodeURIComponent).join('/');
    let answer = await this.#ask(`${this.#base}/git/ref/tags/${path}`, { also: 404 });
    if (answer.status === 404) return undefined;
    for (let i = 0; i < MOST_TAGS; i++) {
      const { object } = await this.#read(answer, refSchema);
      if (object.type !== 'tag') return object.sha;
      answer = await this.#ask(`${this.#base}/git/tags/${encodeURIComponent(object.sha)}`);
    }
    throw new FinetuneGateError('RELEASE_FAILED', `The tag ${tag} stands for no commit.`);
  }

  async create(draft: { tag: string; commit?: string; body: string }): Promise<Release> {
    const { tag, commit, body } = draft;
    const target = commit === undefined ? {} : { target_commitish: commit };
    const json = { tag_name: tag, ...target, name: tag, body, draft: true };
    return releaseOf(
      await this.#read(await this.#ask(`${this.#base}/releases`, { method: 'POST', json }), releaseSchema),
    );
  }

  async update(id: number, change: { body?: string; commit?: string; draft?: false }): Promise<void> {
    const { commit, ...others } = change;
    const json = { ...others, ...(commit !== undefined && { target_commitish: commit }) };
    await this.#drop(await this.#ask(`${this.#base}/releases/${id}`, { method: 'PATCH', json }));
  }

  /** What is gone already is no fault. */
  async deleteRelease(id: number): Promise<void> {
    await this.#drop(await this.#ask(`${this.#base}/releases/${id}`, { method: 'DELETE', also: 404 }));
  }

  async deleteAsset(id: number): Promise<void> {
    await this.#drop(await this.#ask(`${this.#base}/releases/assets/${id}`, { method: 'DELETE', also: 404 }));
  }

  async upload({ uploadUrl }: Release, name: string, file: Blob): Promise<void> {
    const url = new URL(uploadUrl.replace(/\{.*$/, ''));
    if (url.protocol !== new URL(this.#at.api).protocol)
      throw new FinetuneGateError('RELEASE_FAILED', 'GitHub names an upload address that is not https.');
    url.searchParams.set('name', name);
    await this.#drop(await this.#ask(url.href, { method: 'POST', file }));
  }

  /** SHA-256 of an asset as it is downloaded; the token does not follow to where it is kept. */
  async hash(id: number): Promise<string> {
    const url = `${this.#base}/releases/assets/${id}`;
    const answer = await this.#ask(url, { accept: 'application/octet-stream', also: 302 });
    const hash = createHash('sha256');
    try {
      const location = answer.headers.get('location');
      const kept =
        answer.status === 302 && location !== null
          ? await fetch(new URL(location, url), { signal: this.#at.signal })
          : answer;
      if (!kept.ok) throw new Error(`the download was answered with ${kept.status}`);
      for await (const chunk of kept.body ?? []) hash.update(chunk);
    } catch (thrown) {
      throw this.#broken(thrown);
    }
    return hash.digest('hex');
  }

  async #pages<T>(url: string, schema: z.ZodType<T>): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; page <= MOST_PAGES; page++) {
      const answer = await this.#ask(`${url}?per_page=${PAGE}&page=${page}`);
      all.push(...(await this.#read(answer, z.array(schema))));
      if (!/rel="?next"?/.test(answer.headers.get('link') ?? '')) break;
    }
    return all;
  }

  async #ask(url: string, { method = 'GET', json, file, accept, also }: Ask = {}): Promise<Response> {
    const { token, signal, requestMs } = this.#at;
    const headers = {
      accept: accept ?? 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'finetune-gate',
      'x-github-api-version': '2022-11-28',
      ...(json && { 'content-type': 'application/json' }),
      ...(file && { 'content-type': 'application/octet-stream' }),
    };
    const body = json ? JSON.stringify(json) : file;
    // A file takes as long as its line does; that nothing moves for five minutes ends it all the same.
    const brief = file || accept ? signal : AbortSignal.any([signal, AbortSignal.timeout(requestMs)]);
    const redirect = accept ? 'manual' : 'follow';
    let answer: Response;
    try {
      answer = await fetch(url, { method, headers, signal: brief, redirect, ...(body && { body }) });
    } catch (thrown) {
      throw this.#broken(thrown);
    }
    if (answer.ok || answer.status === also) return answer;
    throw await this.#refusal(answer, method);
  }

  async #read<T>(answer: Response, schema: z.ZodType<T>): Promise<T> {
    const text = await answer.text().catch(thrown => {
      throw this.#broken(thrown);
    });
    const value = schema.safeParse(parsed(text));
    if (value.success) return value.data;
    const { path = [] } = value.error.issues[0] ?? {};
    throw new FinetuneGateError(
      'RELEASE_FAILED',
      `GitHub's answer is not understood${path.length > 0 ? ` at ${path.join('.')}` : ''}.`,
      { remedy: 'Check GITHUB_API_URL, and whether a proxy or a sign-in page stands between.' },
    );
  }

  async #drop(answer: Response): Promise<void> {
    await answer.arrayBuffer().catch(thrown => {
      throw this.#broken(thrown);
    });
  }

  async #refusal(answer: Response, method: string): Promise<Error> {
    const { status, headers } = answer;
    const told = sayingSchema.safeParse(parsed(await answer.text().catch(() => '')));
    const { message = '', errors = [] } = told.success ? told.data : {};
    const codes = errors.flatMap(one => (typeof one === 'object' && one.code ? [one.code] : []));
    const words = [message, ...codes].filter(Boolean).join(', ').replaceAll(this.#at.token, '***');
    const said = `GitHub answered ${status}${words ? `: ${plain(words, 200)}` : ''}.`;
    const limited = status === 429 || (status === 403 && isLimit(headers, message));
    // What is there already came from a try that got no answer, or from another run: it is looked at anew.
    if (status >= 500 || status === 408 || limited || codes.includes('already_exists')) {
      const retryAfter = waitAsked(headers);
      const error = new FinetuneGateError('RELEASE_FAILED', said);
      return new TransientFault(error, retryAfter === undefined ? {} : { retryAfter });
    }
    // What was deleted meanwhile is found by looking anew.
    if (status === 404 && method !== 'GET' && method !== 'POST')
      return new TransientFault(new FinetuneGateError('RELEASE_FAILED', said));
    return new FinetuneGateError(
      status === 401 || status === 403 || status === 404 ? 'RELEASE_DENIED' : 'RELEASE_FAILED',
      said,
    );
  }

  #broken(thrown: unknown): Error {
    if (this.#at.signal.aborted) return interrupted();
    if (thrown instanceof FinetuneGateError || thrown instanceof TransientFault) return thrown;
    const cause = thrown instanceof Error ? thrown.cause : undefined;
    const reason = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
    return new TransientFault(
      new FinetuneGateError('RELEASE_FAILED', `The connection to GitHub failed${reason}.`, { cause: thrown }),
    );
  }
}

const sayingSchema = z.object({
  message: z.string().optional(),
  errors: z.array(z.union([z.object({ code: z.string().optional() }), z.string()])).optional(),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function releaseOf(one: z.infer<typeof releaseSchema>): Release {
  return {
    id: one.id,
    tag: one.tag_name,
    draft: one.draft,
    immutable: one.immutable === true,
    commitish: one.target_commitish,
    body: one.body ?? '',
    uploadUrl: one.upload_url,
    url: one.html_url,
  };
}

/** GitHub's limits, the second one too, which is told by a sentence. */
function isLimit(headers: Headers, message: string): boolean {
  return (
    headers.has('retry-after') ||
    headers.get('x-ratelimit-remaining') === '0' ||
    /rate limit|abuse/i.test(message)
  );
}

function waitAsked(headers: Headers): number | undefined {
  const asked = retryAfterOf(headers.get('retry-after'), Date.now());
  if (asked !== undefined || headers.get('x-ratelimit-remaining') !== '0') return asked;
  const reset = Number(headers.get('x-ratelimit-reset'));
  return reset > 0 ? Math.max(0, reset * 1000 - Date.now()) : undefined;
}
