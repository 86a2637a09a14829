import { setTimeout as sleep } from 'node:timers/promises';
import { plain } from '../report/text.ts';

/** How long GitHub is waited for. */
export interface Patience {
  /** Milliseconds for one request. */
  readonly requestMs: number;
  /** Milliseconds for all of a face: requests, tries and the waiting between them. */
  readonly totalMs: number;
  /** Milliseconds before the second try; twice as long before the third. */
  readonly pauseMs: number;
  /** Ends the waiting at once. */
  readonly signal?: AbortSignal;
}

export const PATIENCE: Patience = { requestMs: 10_000, totalMs: 30_000, pauseMs: 1_000 };

const TRIES = 3;

/** What a try is given: the signal that ends its request, and whether one before it may have had an effect. */
export interface Try {
  readonly request: () => { readonly signal: AbortSignal };
  readonly again: boolean;
}

/**
 * Does the work, again where GitHub is busy or failed by itself. A try that failed may have had its effect all the
 * same, so the work looks before it adds anything.
 */
export async function patiently<T>(
  { requestMs, totalMs, pauseMs, signal }: Patience,
  work: (attempt: Try) => Promise<T>,
): Promise<T> {
  const end = performance.now() + totalMs;
  const whole = AbortSignal.any([AbortSignal.timeout(totalMs), ...(signal ? [signal] : [])]);
  const request = () => ({ signal: AbortSignal.any([whole, AbortSignal.timeout(requestMs)]) });
  for (let tries = 1; ; tries++) {
    try {
      return await work({ request, again: tries > 1 });
    } catch (thrown) {
      const pause = Math.max(secondsAsked(thrown) * 1000, pauseMs * 2 ** (tries - 1));
      if (tries === TRIES || whole.aborted || !passing(thrown) || performance.now() + pause > end)
        throw thrown;
      await sleep(pause, undefined, { signal: whole });
    }
  }
}

interface Answer {
  readonly status?: unknown;
  readonly message?: unknown;
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

const answerOf = (thrown: unknown): Answer =>
  typeof thrown === 'object' && thrown !== null ? (thrown as Answer) : {};

/** Whether the token lacks the permission: a fork's is read-only, and a repository may be hidden from it. */
export function forbidden(thrown: unknown): boolean {
  const { status } = answerOf(thrown);
  return (status === 403 || status === 404 || status === 401) && !limited(thrown);
}

/** What GitHub answered, in a few words; never the request, which has the token. */
export function answered(thrown: unknown): string {
  const { status, message, response } = answerOf(thrown);
  const said = plain(typeof message === 'string' ? message : String(thrown), 200);
  return response && typeof status === 'number' ? `GitHub answered ${status}, ${said}` : `no answer, ${said}`;
}

function passing(thrown: unknown): boolean {
  const { status } = answerOf(thrown);
  // Without a status there was no answer: the connection broke, or the request took too long.
  return typeof status !== 'number' || status >= 500 || limited(thrown);
}

/** Limits are told by 429, or by 403 with a header or a sentence about it. */
function limited(thrown: unknown): boolean {
  const { status, message, response } = answerOf(thrown);
  if (status === 429) return true;
  if (status !== 403) return false;
  const headers = response?.headers ?? {};
  return (
    'retry-after' in headers ||
    headers['x-ratelimit-remaining'] === '0' ||
    /rate limit/i.test(String(message ?? ''))
  );
}

function secondsAsked(thrown: unknown): number {
  const headers = answerOf(thrown).response?.headers ?? {};
  if ('retry-after' in headers) return Math.max(0, Number(headers['retry-after']) || 0);
  if (headers['x-ratelimit-remaining'] !== '0') return 0;
  return Math.max(0, Number(headers['x-ratelimit-reset']) - Date.now() / 1000 || 0);
}
