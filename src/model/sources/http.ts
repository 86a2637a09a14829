import { FinetuneGateError } from '../../errors.ts';
import { interrupted, type Patience, retryAfterOf, TransientFault } from './patience.ts';

/** What every request of a download shares. */
export interface Http {
  readonly patience: Patience;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** Sent to this origin and to no other, wherever a redirect leads. */
  readonly credentials?: { readonly origin: string; readonly token: string };
}

/** An answer whose body is to be read to its end, or cancelled. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** @throws TransientFault when it stalls or breaks off */
  readonly chunks: AsyncGenerator<Uint8Array, void, void>;
  /** Ends the connection of a body that nobody reads. */
  cancel(): Promise<void>;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAY_PASS = new Set([408, 425, 429]);
/** A connection that brings less than this in the time of a stall is as good as none. */
const STALL_BYTES = 1024;

/**
 * One GET without retries. Redirects are followed here, because a token must not follow them to another host, nor a
 * download fall back from https to http.
 *
 * @param what names the thing fetched in messages
 * @throws TransientFault where trying again may help, else FinetuneGateError MODEL_NOT_FOUND, DOWNLOAD_DENIED,
 *   DOWNLOAD_FAILED or INTERRUPTED
 */
export async function get(
  url: string,
  what: string,
  http: Http,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const stall = new Stall(http.patience.stall);
  const signal = AbortSignal.any([http.signal, stall.signal]);
  try {
    let at = url;
    for (let redirects = 0; ; redirects++) {
      const sent = { ...headers, ...authorization(at, http), 'user-agent': 'finetune-gate' };
      const response = await fetch(at, { headers: sent, redirect: 'manual', signal });
      if (!REDIRECTS.has(response.status)) {
        if (!response.ok) throw await refusal(response, what);
        const { status, headers: fields } = response;
        const cancel = async () => {
          stall.end();
          await response.body?.cancel().catch(() => {});
        };
        return { status, headers: fields, chunks: bodyOf(response, stall, what, http), cancel };
      }
      await response.body?.cancel();
      if (redirects === MOST_REDIRECTS) throw failed(what, 'the server redirects in circles');
      at = redirectTarget(response, at, what);
    }
  } catch (thrown) {
    stall.end();
    throw faultOf(thrown, what, http, stall);
  }
}

/** The end of a body's stream must end its timer, also when nobody reads to the end. */
async function* bodyOf(
  response: Response,
  stall: Stall,
  what: string,
  http: Http,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    for await (const chunk of response.body ?? []) {
      stall.received(chunk.length);
      yield chunk;
    }
  } catch (thrown) {
    throw faultOf(thrown, what, http, stall);
  } finally {
    stall.end();
  }
}

function authorization(url: string, { credentials }: Http): Record<string, string> {
  if (!credentials || new URL(url).origin !== credentials.origin) return {};
  return { authorization: `Bearer ${credentials.token}` };
}

function redirectTarget(response: Response, from: string, what: string): string {
  const location = response.headers.get('location') ?? '';
  if (!URL.canParse(location, from)) throw failed(what, 'the server redirects to nowhere');
  const to = new URL(location, from);
  const secure = to.protocol === 'https:' || (to.protocol === 'http:' && from.startsWith('http:'));
  if (secure) return to.href;
  throw failed(what, 'the server redirects to an address that is not https');
}

async function refusal(response: Response, what: string): Promise<Error> {
  const { status, headers } = response;
  await response.body?.cancel();
  // The one part of an answer that is repeated: a word such as GatedRepo.
  const [word] = /^[A-Za-z]{1,40}$/.exec(headers.get('x-error-code') ?? '') ?? [];
  const said = `${what}: the server answered ${status}${word ? ` (${word})` : ''}.`;
  if (status === 401 || status === 403) return new FinetuneGateError('DOWNLOAD_DENIED', said);
  if (status === 404 || status === 410) {
    return new FinetuneGateError('MODEL_NOT_FOUND', said, {
      remedy: 'Mend `model.base`: its name, its revision or its address.',
    });
  }
  const error = new FinetuneGateError('DOWNLOAD_FAILED', said);
  if (status < 500 && !MAY_PASS.has(status)) return error;
  const retryAfter = retryAfterOf(headers.get('retry-after'), Date.now());
  return new TransientFault(error, retryAfter === undefined ? {} : { retryAfter });
}

function faultOf(thrown: unknown, what: string, { signal }: Http, stall: Stall): unknown {
  if (signal.aborted) return interrupted();
  if (thrown instanceof FinetuneGateError || thrown instanceof TransientFault) return thrown;
  if (stall.signal.aborted) return new TransientFault(failed(what, 'the connection stalled'));
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const reason = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  return new TransientFault(failed(what, `the connection failed${reason}`, thrown));
}

function failed(what: string, problem: string, cause?: unknown): FinetuneGateError {
  return new FinetuneGateError('DOWNLOAD_FAILED', `${what}: ${problem}.`, { cause });
}

/** Aborts when too little comes for too long. */
class Stall {
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;

  constructor(milliseconds: number) {
    this.#timer = setTimeout(() => this.#abort.abort(), milliseconds);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  received(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < STALL_BYTES) return;
    this.#bytes = 0;
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
