import { setTimeout as wait } from 'node:timers/promises';
import { FinetuneGateError } from '../../errors.ts';

/** How long a download is waited for, and how often it is tried. Times in milliseconds. */
export interface Patience {
  /** Without a kilobyte for this long, a connection counts as stalled. */
  readonly stall: number;
  /** Tries in a row that bring nothing. */
  readonly attempts: number;
  /** Wait after the first of them; it doubles with each, up to `longest`. */
  readonly first: number;
  readonly longest: number;
  /** The longest wait that a server may ask for with Retry-After. */
  readonly asked: number;
}

export const PATIENCE: Patience = { stall: 30_000, attempts: 6, first: 500, longest: 20_000, asked: 120_000 };

/** Tries in all, however much each of them brought. */
const MOST_TRIES = 100;

/** A fault that may be gone on the next try; `error` is what is thrown when it is not. */
export class TransientFault extends Error {
  readonly error: FinetuneGateError;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter: number | undefined;
  /** Whether the try brought something, so that it does not count among the tries in vain. */
  readonly progressed: boolean;

  constructor(error: FinetuneGateError, options: { retryAfter?: number; progressed?: boolean } = {}) {
    super(error.message, { cause: error });
    this.error = error;
    this.retryAfter = options.retryAfter;
    this.progressed = options.progressed ?? false;
  }
}

export interface RetryOptions {
  readonly patience: Patience;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * Does `work` until it succeeds, with a growing wait between two tries. Half of a wait is random, so that jobs that
 * failed together do not come back together.
 *
 * @throws FinetuneGateError what `work` throws last; INTERRUPTED when aborted
 */
export async function retried<T>(
  work: () => Promise<T>,
  { patience, signal, log }: RetryOptions,
): Promise<T> {
  let inVain = 0;
  for (let tries = 1; ; tries++) {
    if (signal.aborted) throw interrupted();
    try {
      return await work();
    } catch (thrown) {
      if (signal.aborted) throw interrupted();
      if (!(thrown instanceof TransientFault)) throw thrown;
      const { error, retryAfter = 0, progressed } = thrown;
      inVain = progressed ? 1 : inVain + 1;
      if (inVain >= patience.attempts || tries >= MOST_TRIES || retryAfter > patience.asked) throw error;
      const delay = Math.min(patience.longest, patience.first * 2 ** (inVain - 1));
      const pause = Math.max(retryAfter, delay * (0.5 + Math.random() / 2));
      log(`${error.message} Trying again in ${Math.ceil(pause / 1000)} s.`);
      await wait(pause, undefined, { signal }).catch(() => {});
    }
  }
}

export function interrupted(): FinetuneGateError {
  return new FinetuneGateError('INTERRUPTED', 'The run was cancelled.');
}

/**
 * Milliseconds that a Retry-After header asks for, as seconds or as a date (RFC 9110, 10.2.3).
 *
 * @param now milliseconds since 1970
 */
export function retryAfterOf(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = text === '' ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
